//! What all views show.

use genesys::{id::ConversationId, permission};
use protocol::{
    Agent, Badge, Customer, Draft, DraftLength, Interaction as InteractionView, Listing, MessageKey, Phase, QueueEntry,
    QueueSms, Session as SessionView, Settings as SettingsView, SignInProblem, SmsEntry, Sound, TransferEntry, View,
    Window,
};

use crate::{
    Workflow,
    directory::Directory,
    draft,
    interaction::{Interaction, Leaving, Standing},
    session::Session,
    status::Status,
};

pub(crate) fn view(workflow: &Workflow) -> View {
    let state = &workflow.state;
    let directory = state.directory.as_ref();
    let settings = settings(workflow);
    let interactions: Vec<_> = state.interactions.iter().map(|one| interaction(workflow, one)).collect();
    let transferring = |id: &ConversationId| {
        let leaving = |one: &Interaction| one.id == *id && one.leaving.is_some();
        state.interactions.iter().any(leaving)
    };
    View {
        session: session(workflow),
        status: directory.and(state.status.as_ref()).map(Status::show),
        connection: state.live.show(workflow.online),
        notices: state.notices.shown().to_vec(),
        sms: sms_entry(workflow),
        missing_permissions: directory.map(missing_permissions).unwrap_or_default(),
        queues: directory.map_or(Listing::Loading, |directory| directory.listing("")),
        compose: state.compose.as_ref().zip(directory).map(|(compose, directory)| {
            let to = compose.recipient().filter(|_| compose.is_edited());
            let findings = to.map(|to| workflow.findings(to, None, None)).unwrap_or_default();
            compose.show(directory, findings)
        }),
        offered: workflow.show_offered(),
        badge: badge(&interactions),
        selected: state.selected.clone(),
        transfer: state.transfer.as_ref().map(|transfer| transfer.show(transferring(&transfer.conversation))),
        responses: workflow.show_responses(),
        history: workflow.show_history(),
        past: workflow.show_past(),
        sound: if settings.sound.value { state.alerts.sound() } else { Sound::Fine },
        settings,
        interactions_window: workflow.window_open(Window::Interactions),
        interactions,
    }
}

fn session(workflow: &Workflow) -> SessionView {
    let state = &workflow.state;
    let Some(directory) = &state.directory else {
        return match &state.session {
            Session::Out { problem } => SessionView::SignedOut { problem: problem.clone() },
            Session::Authorizing | Session::Exchanging => SessionView::SigningIn,
            Session::In { trouble, .. } => SessionView::Starting { problem: trouble.clone() },
        };
    };
    let me = &directory.me;
    let agent = Agent {
        name: me.name.clone(),
        organization: me.organization.as_ref().map(|organization| organization.name.clone()).unwrap_or_default(),
    };
    match &state.session {
        Session::In { known: true, .. } => SessionView::SignedIn(agent),
        Session::In { known: false, trouble, .. } => SessionView::Expired {
            agent,
            signing_in: trouble.is_none(),
            problem: trouble.clone().map(SignInProblem::Trouble),
        },
        Session::Authorizing | Session::Exchanging => SessionView::Expired { agent, signing_in: true, problem: None },
        Session::Out { problem } => SessionView::Expired { agent, signing_in: false, problem: problem.clone() },
    }
}

fn settings(workflow: &Workflow) -> SettingsView {
    let (settings, policy) = (&workflow.durable.settings, &workflow.policy);
    let remembered = workflow.account().and_then(|account| account.remembered_queue.as_ref());
    let listed = |id| workflow.state.directory.as_ref().and_then(|directory| directory.entry(id));
    SettingsView {
        environment: settings.show_environment(policy),
        client_id: settings.show_client_id(policy),
        default_country: settings.show_default_country(policy),
        effective_country: workflow.country().code().to_owned(),
        remembered_queue: remembered.map(|remembered| {
            let unlisted = || QueueEntry {
                id: remembered.id.clone(),
                name: remembered.name.clone(),
                number: None,
                sms: QueueSms::Unknown,
            };
            listed(&remembered.id).unwrap_or_else(unlisted)
        }),
        notifications: settings.show_notifications(policy),
        sound: settings.show_sound(policy),
        volume: settings.show_volume(policy),
        pages: settings.pages.show(policy, &workflow.granted),
        compliance: policy.show_compliance(),
        theme: protocol::Setting { value: settings.theme(), locked: false, problem: None },
        redirect_uri: workflow.redirect_uri.clone(),
    }
}

fn sms_entry(workflow: &Workflow) -> SmsEntry {
    match &workflow.state.directory {
        None => SmsEntry::NotSignedIn,
        Some(directory) if directory.may(permission::MESSAGE_CREATE) => SmsEntry::Available,
        Some(_) => SmsEntry::PermissionMissing { permission: permission::MESSAGE_CREATE.to_owned() },
    }
}

fn missing_permissions(directory: &Directory) -> Vec<String> {
    let missing = permission::ALL.into_iter().filter(|permission| !directory.may(permission));
    missing.map(str::to_owned).collect()
}

fn interaction(workflow: &Workflow, interaction: &Interaction) -> InteractionView {
    let fields = workflow.log_fields();
    let typed = workflow.draft(interaction);
    let findings = |text, own| {
        let findings = || workflow.findings(&interaction.customer, Some(text), own);
        interaction.can_send().then(findings).unwrap_or_default()
    };
    // Thirty conversations' threads in every view of every change would be most of what there is to carry.
    let mut messages =
        if workflow.shows_thread(&interaction.id) { interaction.thread.listing() } else { interaction.thread.latest() };
    if let Listing::Loaded(messages) = &mut messages {
        for message in messages {
            if let MessageKey::Own(id) = message.key
                && let Some((_, text)) = interaction.thread.resendable(id)
            {
                message.findings = findings(text, Some(id));
            }
        }
    }
    let length = draft::measure(&typed.text);
    let files = workflow.show_files(interaction);
    InteractionView {
        conversation: interaction.id.clone(),
        customer: Customer {
            name: interaction.customer_name().map(str::to_owned),
            number: interaction.customer.clone(),
            display: interaction.customer_display.clone(),
        },
        queue: workflow.queue_name(interaction),
        phase: phase(workflow, interaction),
        connected_at: interaction.connected_at,
        messages,
        earlier: interaction.thread.has_earlier(),
        unread: interaction.thread.unread(),
        draft: Draft {
            length: DraftLength { fit: draft::fit(length.fit, &files), ..length },
            files,
            open: workflow.open_fields(interaction, &typed.text),
            findings: findings(&typed.text, None),
            typed,
        },
        suggested: interaction.suggested.clone(),
        log: fields.map(|fields| interaction.log.show(fields, workflow.may(permission::CONTACT_ADD))),
        transfer: if workflow.may(permission::BLIND_TRANSFER) {
            TransferEntry::Available
        } else {
            TransferEntry::PermissionMissing { permission: permission::BLIND_TRANSFER.to_owned() }
        },
    }
}

fn phase(workflow: &Workflow, interaction: &Interaction) -> Phase {
    match interaction.standing {
        Standing::Alerting { answering } => Phase::Alerting { answering },
        Standing::Connecting => Phase::Connecting,
        Standing::Connected if interaction.leaving == Some(Leaving::Cancelling) => Phase::Connecting,
        Standing::Connected => Phase::Connected {
            leaving: interaction.leaving.is_some(),
            anything_sent: interaction.anything_sent(),
            after_call_work: interaction.after_call_work_choice(),
        },
        Standing::Ended { .. } => {
            // Where there is no Interaction Log, or its notes are hidden, notes belong to wrap-up.
            let logged = workflow.log_fields().is_some();
            let notes = (!logged).then(|| interaction.log.notes_typed().clone());
            Phase::WrapUp(interaction.show_wrap_up(notes, workflow.window_open(Window::WrapUp)))
        }
    }
}

fn badge(interactions: &[InteractionView]) -> Badge {
    let pending = |one: &&InteractionView| matches!(&one.phase, Phase::WrapUp(wrap_up) if !wrap_up.window_open);
    let waiting = |one: &InteractionView| one.unread + u32::from(matches!(one.phase, Phase::Alerting { .. }));
    match (interactions.iter().filter(pending).count(), interactions.iter().map(waiting).sum()) {
        (0, 0) => Badge::Clear,
        (0, waiting) => Badge::Waiting(waiting),
        (pending, waiting) => Badge::WrapUpPending(u32::try_from(pending).unwrap_or(u32::MAX).saturating_add(waiting)),
    }
}
