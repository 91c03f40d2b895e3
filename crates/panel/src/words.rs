//! Reasons as sentences: what happened, and what to do next.

use genesys::{
    model::{AttachmentKind, DeliveryFailure},
    time::Timestamp,
};
use protocol::{
    Compliance, ComposeProblem, Delivery, Ending, FileProblem, FileStage, Holder, Message, Missing, NoticeKind,
    NumberDoubt, NumberProblem, Origin, Outcome, PresenceEntry, QuietTimes, Reason, ResponseOffer, Rule, Ruling,
    SettingProblem, SignInProblem, SmsEntry, Trouble, Until, Verdict, Why,
};

use sms::Encoding;

use crate::{emoji::Cost, format, text};

/// A message in one line: what it says, or what it brings.
pub(crate) fn in_short(message: &Message) -> String {
    match message.attachments.first() {
        Some(first) if message.text.is_empty() => attachment(first.kind),
        _ => message.text.clone(),
    }
}

/// What an attachment is.
pub(crate) fn attachment(kind: AttachmentKind) -> String {
    match kind {
        AttachmentKind::Picture => text::attachment_picture(),
        AttachmentKind::Video => text::attachment_video(),
        AttachmentKind::Audio => text::attachment_audio(),
        AttachmentKind::File => text::attachment_file(),
    }
}

/// What happens to a file of a draft; nothing where it can be sent.
pub(crate) fn file_stage(stage: &FileStage) -> Option<String> {
    match stage {
        FileStage::Fetching => Some(text::file_fetching()),
        FileStage::Waiting => Some(text::file_waiting()),
        FileStage::Uploading(_) => Some(text::file_uploading()),
        FileStage::Checking => Some(text::file_checking()),
        FileStage::Ready => None,
        FileStage::Failed(problem) => Some(file_problem(problem)),
    }
}

/// Why a file cannot be sent.
pub(crate) fn file_problem(problem: &FileProblem) -> String {
    match problem {
        FileProblem::NotAllowed(allowed) if allowed.is_empty() => text::file_none_allowed(),
        FileProblem::NotAllowed(allowed) => {
            let kinds: Vec<_> = allowed.iter().map(|kind| file_kind(kind)).collect();
            text::file_not_allowed(&kinds.join(", "))
        }
        FileProblem::Empty => text::file_empty(),
        FileProblem::TooMuch(limit) => text::file_too_much(&format::size(*limit)),
        FileProblem::TooMany(limit) => text::file_too_many(&format::number(*limit)),
        FileProblem::NotFetched => text::file_not_fetched(),
        FileProblem::NotUploaded => text::file_not_uploaded(),
        FileProblem::Rejected => text::file_rejected(),
        FileProblem::Gone => text::file_gone(),
        FileProblem::Trouble(trouble) => self::trouble(trouble),
    }
}

/// A media type as people call it, as far as it has such a name.
fn file_kind(kind: &str) -> String {
    match kind.rsplit('/').next().unwrap_or(kind) {
        "*" => kind.to_owned(),
        "plain" => "TXT".to_owned(),
        name => name.to_ascii_uppercase(),
    }
}

/// Why a call has no result.
pub(crate) fn trouble(trouble: &Trouble) -> String {
    match trouble {
        Trouble::Unreachable => text::trouble_unreachable(),
        Trouble::TimedOut => text::trouble_timed_out(),
        Trouble::Unreadable { correlation_id } => quoted(text::trouble_unreadable(), correlation_id.as_deref()),
        Trouble::RateLimited => text::trouble_rate_limited(),
        Trouble::Forbidden { permissions } if permissions.is_empty() => text::trouble_forbidden_unnamed(),
        Trouble::Forbidden { permissions } => {
            let names: Vec<_> = permissions.iter().map(|name| permission(name)).collect();
            text::trouble_forbidden(&names.join(", "))
        }
        Trouble::NotFound => text::trouble_not_found(),
        Trouble::Refused { code, message, correlation_id } => {
            let said = if message.is_empty() { code } else { message };
            quoted(text::trouble_refused(said), correlation_id.as_deref())
        }
        Trouble::Broken { status, correlation_id } => {
            quoted(text::trouble_broken(&status.to_string()), correlation_id.as_deref())
        }
    }
}

fn quoted(sentence: String, correlation_id: Option<&str>) -> String {
    match correlation_id {
        Some(id) => format!("{sentence} {}", text::trouble_quote(id)),
        None => sentence,
    }
}

/// A permission as administrators read it: `Conversation > Message > Create`.
pub(crate) fn permission(name: &str) -> String {
    name.split(':').map(spaced).collect::<Vec<_>>().join(" > ")
}

/// `blindTransfer` as `Blind Transfer`.
fn spaced(camel_case: &str) -> String {
    let mut words = String::new();
    for (index, letter) in camel_case.chars().enumerate() {
        if index > 0 && letter.is_uppercase() {
            words.push(' ');
        }
        if index == 0 { words.extend(letter.to_uppercase()) } else { words.push(letter) }
    }
    words
}

/// Why nobody is signed in.
pub(crate) fn sign_in_problem(problem: &SignInProblem) -> String {
    match problem {
        SignInProblem::NoClientId => text::sign_in_no_client_id(),
        SignInProblem::Cancelled => text::sign_in_cancelled(),
        SignInProblem::ClientRefused { redirect_uri } => text::sign_in_client_refused(redirect_uri),
        SignInProblem::Refused { code, description } => text::sign_in_refused(description.as_deref().unwrap_or(code)),
        SignInProblem::BadRedirect => text::sign_in_bad_redirect(),
        SignInProblem::Trouble(cause) => trouble(cause),
    }
}

/// What is wrong with an entry in settings.
pub(crate) fn setting_problem(problem: &SettingProblem) -> String {
    match problem {
        SettingProblem::NotLoopback { .. } => text::setting_not_loopback(),
        SettingProblem::NotAnAddress { .. } => text::setting_not_an_address(),
        SettingProblem::NotAClientId { .. } => text::setting_not_a_client_id(),
    }
}

/// What was entered and is not in force.
pub(crate) fn entered(problem: &SettingProblem) -> &str {
    match problem {
        SettingProblem::NotLoopback { entered }
        | SettingProblem::NotAnAddress { entered }
        | SettingProblem::NotAClientId { entered } => entered,
    }
}

/// Why *SMS* cannot be chosen.
pub(crate) fn sms_refused(entry: &SmsEntry) -> Option<String> {
    match entry {
        SmsEntry::Available => None,
        SmsEntry::NotSignedIn => Some(text::sms_not_signed_in()),
        SmsEntry::PermissionMissing { permission: name } => Some(text::permission_missing(&permission(name))),
    }
}

/// A presence: by the organisation's own name for it, else as the system's is called.
pub(crate) fn presence(presence: &PresenceEntry) -> String {
    if let Some(name) = &presence.name {
        return name.clone();
    }
    match presence.system.as_str() {
        "Available" => text::presence_available(),
        "Busy" => text::presence_busy(),
        "Away" => text::presence_away(),
        "Break" => text::presence_break(),
        "Meal" => text::presence_meal(),
        "Meeting" => text::presence_meeting(),
        "Training" => text::presence_training(),
        "OnQueue" => text::presence_on_queue(),
        "Idle" => text::presence_idle(),
        "Offline" => text::presence_offline(),
        other => other.to_owned(),
    }
}

/// What keeps Compose unavailable.
pub(crate) fn missing(missing: &Missing) -> String {
    match missing {
        Missing::Queue => text::missing_queue(),
        Missing::QueueMatchesNothing => text::missing_queue_matches_nothing(),
        Missing::QueueWithoutNumber => text::missing_queue_without_number(),
        Missing::Number => text::missing_number(),
        Missing::NumberUnfinished => text::missing_number_unfinished(),
        Missing::NumberMalformed => text::missing_number_malformed(),
    }
}

/// What is wrong with a number of `country`.
pub(crate) fn number_problem(problem: &NumberProblem, country: &str) -> String {
    match problem {
        NumberProblem::NotANumber => text::number_not_a_number(),
        NumberProblem::TooLong => text::number_too_long(&format::country(country)),
        NumberProblem::UnknownCallingCode => text::number_unknown_calling_code(),
        NumberProblem::InvalidForCountry => text::number_invalid_for_country(&format::country(country)),
        NumberProblem::NoCountry => text::number_no_country(),
        NumberProblem::Extension { extension } => text::number_extension(extension),
    }
}

/// Why an SMS will hardly arrive.
pub(crate) fn number_doubt(doubt: NumberDoubt) -> String {
    match doubt {
        NumberDoubt::Landline => text::doubt_landline(),
        NumberDoubt::SpecialRate => text::doubt_special_rate(),
        NumberDoubt::OtherKind => text::doubt_other_kind(),
    }
}

/// Where a number comes from.
pub(crate) fn origin(origin: &Origin) -> String {
    match (&origin.site, &origin.name) {
        (Some(site), Some(name)) => text::origin_site_name(site, name),
        (Some(site), None) => text::origin_site(site),
        (None, Some(name)) => text::origin_name(name),
        (None, None) => text::origin_page(),
    }
}

/// Why Compose did not connect.
pub(crate) fn compose_problem(problem: &ComposeProblem) -> String {
    match problem {
        ComposeProblem::HeldElsewhere { holder: None } => text::compose_held_elsewhere(),
        ComposeProblem::HeldElsewhere { holder: Some(Holder::Agent(name)) } => text::compose_held_by_agent(name),
        ComposeProblem::HeldElsewhere { holder: Some(Holder::Queue(name)) } => text::compose_held_by_queue(name),
        ComposeProblem::QueueGone => text::compose_queue_gone(),
        ComposeProblem::Trouble(cause) => trouble(cause),
        ComposeProblem::Unconfirmed => text::compose_unconfirmed(),
    }
}

/// What is to be said about canned responses; nothing where there is a list, whole.
pub(crate) fn responses(offer: &ResponseOffer) -> String {
    let count = |count: u32| format::number(count);
    match offer {
        ResponseOffer::PermissionMissing { permission: name } => text::responses_permission(&permission(name)),
        ResponseOffer::NoLibraries => text::responses_no_libraries(),
        ResponseOffer::Loading => text::responses_loading(),
        ResponseOffer::Failed(cause) => trouble(cause),
        ResponseOffer::Here { all: 0, .. } => text::responses_none(),
        ResponseOffer::Here { matching: 0, all, beyond: true, .. } => text::responses_no_match_among(&count(*all)),
        ResponseOffer::Here { matching: 0, .. } => text::responses_no_match(),
        ResponseOffer::Here { found, matching, .. } => {
            let shown = u32::try_from(found.len()).unwrap_or(u32::MAX);
            match matching.saturating_sub(shown) {
                0 => String::new(),
                more => text::responses_more(more),
            }
        }
    }
}

/// What an emoji costs in a text.
pub(crate) fn emoji_cost(Cost { before, after }: &Cost) -> String {
    let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let number = |one: usize| format::number(count(one));
    let (held, holds) = (number(before.part_holds()), number(after.part_holds()));
    let kind = match before.encoding {
        Encoding::Gsm7 => text::emoji_turns(&holds, &held),
        Encoding::Ucs2 => text::emoji_already(&holds),
    };
    let parts = if after.segments > sms::MAX_SEGMENTS {
        text::emoji_too_long(&number(after.segments), &number(sms::MAX_SEGMENTS))
    } else if before.segments == 0 || before.segments == after.segments {
        text::emoji_parts(count(after.segments))
    } else {
        text::emoji_parts_instead(count(after.segments), &number(before.segments))
    };
    format!("{kind} {parts}")
}

/// What happened.
pub(crate) fn notice(notice: &NoticeKind) -> String {
    match notice {
        NoticeKind::RememberedQueueLeft { queue } => text::notice_queue_left(queue),
        NoticeKind::RememberedQueueLostNumber { queue } => text::notice_queue_lost_number(queue),
        NoticeKind::Transferred { to } => text::notice_transferred(to),
        NoticeKind::TransferFailed(cause) => text::notice_transfer_failed(&trouble(cause)),
        NoticeKind::DisconnectFailed(cause) => text::notice_disconnect_failed(&trouble(cause)),
        NoticeKind::StatusFailed(cause) => text::notice_status_failed(&trouble(cause)),
        NoticeKind::WrapUpFailed(cause) => text::notice_wrap_up_failed(&trouble(cause)),
        NoticeKind::LogFailed(cause) => text::notice_log_failed(&trouble(cause)),
        NoticeKind::AnswerFailed(cause) => text::notice_answer_failed(&trouble(cause)),
        NoticeKind::EndedElsewhere { customer } => text::notice_ended_elsewhere(customer),
        NoticeKind::NotAnswered { customer } => text::notice_not_answered(customer),
        NoticeKind::Unsettled { customer, text } => text::notice_unsettled(customer, text),
        NoticeKind::FieldOpen { field } => text::notice_field_open(field),
        NoticeKind::ComposeCancelled => text::notice_compose_cancelled(),
        NoticeKind::PickReplaced { number } => text::notice_pick_replaced(number),
        NoticeKind::PickRefused { number, permission: name } => text::notice_pick_refused(number, &permission(name)),
        NoticeKind::NoNumber => text::notice_no_number(),
        NoticeKind::PageClosedToUs => text::notice_page_closed(),
        NoticeKind::UpdateWaits => text::notice_update_waits(),
        NoticeKind::OtherAgent => text::notice_other_agent(),
        NoticeKind::StorageReset => text::notice_storage_reset(),
        NoticeKind::StorageFull => text::notice_storage_full(),
    }
}

/// Whether a notice tells of something that went wrong.
pub(crate) fn notice_is_bad(notice: &NoticeKind) -> bool {
    match notice {
        NoticeKind::TransferFailed(_)
        | NoticeKind::DisconnectFailed(_)
        | NoticeKind::StatusFailed(_)
        | NoticeKind::WrapUpFailed(_)
        | NoticeKind::LogFailed(_)
        | NoticeKind::AnswerFailed(_)
        | NoticeKind::Unsettled { .. }
        | NoticeKind::FieldOpen { .. }
        | NoticeKind::PickRefused { .. }
        | NoticeKind::StorageReset
        | NoticeKind::StorageFull => true,
        NoticeKind::RememberedQueueLeft { .. }
        | NoticeKind::RememberedQueueLostNumber { .. }
        | NoticeKind::Transferred { .. }
        | NoticeKind::EndedElsewhere { .. }
        | NoticeKind::NotAnswered { .. }
        | NoticeKind::ComposeCancelled
        | NoticeKind::PickReplaced { .. }
        | NoticeKind::NoNumber
        | NoticeKind::PageClosedToUs
        | NoticeKind::UpdateWaits
        | NoticeKind::OtherAgent => false,
    }
}

/// What speaks against a message.
pub(crate) fn finding(reason: &Reason, customer: &str) -> String {
    let day = |at: &Timestamp| format::day(*at, format::now());
    match reason {
        Reason::OptedOutAtCarrier { at } => text::finding_carrier(customer, &day(at)),
        Reason::OptedOutByWord { word, at } => text::finding_word(customer, word, &day(at)),
        Reason::Listed { contact } => text::finding_listed(contact),
        Reason::ListUnread => text::finding_list_unread(),
        Reason::QuietHours(quiet) => {
            let (place, end) = (zone(&quiet.zone), until(quiet.until));
            let holds = match quiet.why {
                Why::Hours => text::finding_quiet(&place, &end),
                Why::DayOff => text::finding_day_off(&place, &end),
            };
            let several = (quiet.zones > 1).then(|| text::finding_zones(&format::number(quiet.zones)));
            [Some(holds), several].into_iter().flatten().collect::<Vec<_>>().join(" ")
        }
        Reason::TimeUnknown => text::finding_time_unknown(),
        Reason::Unidentified { text } => text::finding_unidentified(text),
        Reason::Shortened { host } => text::finding_shortened(host),
    }
}

/// What a rule is about.
pub(crate) fn rule(rule: Rule) -> String {
    match rule {
        Rule::CarrierOptOut => text::policy_carrier(),
        Rule::CustomerOptOut => text::policy_word(),
        Rule::ListedOptOut => text::policy_list(),
        Rule::QuietHours => text::policy_quiet(),
        Rule::Identification => text::policy_first(),
        Rule::ShortenedLink => text::policy_links(),
    }
}

/// What comes of what a rule finds, and what it looks at.
pub(crate) fn policy(compliance: &Compliance, rule: Rule, ruling: Ruling) -> String {
    let (Ruling::Default(verdict) | Ruling::Set(verdict)) = ruling else {
        return match rule {
            Rule::ListedOptOut => text::policy_no_list(),
            Rule::QuietHours => text::policy_no_hours(),
            Rule::Identification => text::policy_no_text(),
            Rule::CarrierOptOut | Rule::CustomerOptOut | Rule::ShortenedLink => text::policy_off(),
        };
    };
    let about = match rule {
        Rule::ListedOptOut => compliance.list.as_deref().map(text::policy_list_field),
        Rule::QuietHours => compliance.quiet.as_ref().map(quiet_times),
        Rule::Identification => compliance.identification.as_deref().map(text::policy_text),
        Rule::CarrierOptOut | Rule::CustomerOptOut | Rule::ShortenedLink => None,
    };
    let comes = match verdict {
        Some(Verdict::Block) => text::policy_blocks(),
        Some(Verdict::Warn) => text::policy_warns(),
        None => text::policy_off(),
    };
    about.into_iter().chain([comes]).collect::<Vec<_>>().join(" ")
}

fn quiet_times(QuietTimes { hours, weekdays, dates }: &QuietTimes) -> String {
    let hours = hours.map(|(from, to)| text::policy_hours(&format::minute_of_day(from), &format::minute_of_day(to)));
    let days = weekdays.iter().map(|day| format::weekday(*day)).chain(dates.iter().map(|day| format::date_of(*day)));
    let days = days.collect::<Vec<_>>().join(", ");
    let days = (!days.is_empty()).then(|| text::policy_days(&days));
    [hours, days].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// A time zone by its place: `America/Indiana/Knox` is *Knox, Indiana*.
fn zone(name: &str) -> String {
    let places: Vec<_> = name.split('/').skip(1).map(|place| place.replace('_', " ")).collect();
    if places.is_empty() { name.to_owned() } else { places.into_iter().rev().collect::<Vec<_>>().join(", ") }
}

fn until(until: Until) -> String {
    match until {
        Until::At { days: 0, minute, .. } => format::minute_of_day(minute),
        Until::At { weekday, minute, .. } => {
            text::quiet_end_day(&format::weekday(weekday), &format::minute_of_day(minute))
        }
        Until::NotSoon => text::quiet_end_far(),
    }
}

/// How an interaction ended, or that it goes on.
pub(crate) fn ending(outcome: &Outcome) -> String {
    match outcome.ending() {
        None => text::ending_open(),
        Some(Ending::Finished) => text::ending_finished(),
        Some(Ending::Transferred(to)) => text::ending_transferred(to),
        Some(Ending::Declined) => text::ending_declined(),
        Some(Ending::NotAnswered) => text::ending_not_answered(),
        Some(Ending::EndedElsewhere) => text::ending_elsewhere(),
    }
}

/// What wrap-up says of an interaction.
pub(crate) fn ending_code(outcome: &Outcome) -> Option<String> {
    match outcome {
        Outcome::Open => None,
        Outcome::WrapUp(_) => Some(text::ending_pending()),
        Outcome::Over(_, code) => code.clone(),
    }
}

/// A delivery, in a word or two.
pub(crate) fn delivery(delivery: &Delivery) -> String {
    match delivery {
        Delivery::Received => text::delivery_received(),
        Delivery::Sending => text::delivery_sending(),
        Delivery::Settling => text::delivery_settling(),
        Delivery::Unconfirmed => text::delivery_unconfirmed(),
        Delivery::Left => text::delivery_left(),
        Delivery::Held | Delivery::Refused(_) => text::delivery_refused(),
        Delivery::Queued => text::delivery_queued(),
        Delivery::Sent => text::delivery_sent(),
        Delivery::Delivered => text::delivery_delivered(),
        Delivery::Failed(_) => text::delivery_failed(),
        Delivery::Other(status) => status.clone(),
    }
}

/// Why a message did not arrive, or may not have.
pub(crate) fn delivery_reason(delivery: &Delivery) -> Option<String> {
    match delivery {
        Delivery::Unconfirmed => Some(text::delivery_unconfirmed_reason()),
        Delivery::Held => Some(text::delivery_held_reason()),
        Delivery::Refused(cause) => Some(trouble(cause)),
        Delivery::Failed(Some(failure)) => Some(delivery_failure(failure)),
        Delivery::Failed(None) => Some(text::failure_unknown()),
        Delivery::Received
        | Delivery::Sending
        | Delivery::Settling
        | Delivery::Left
        | Delivery::Queued
        | Delivery::Sent
        | Delivery::Delivered
        | Delivery::Other(_) => None,
    }
}

/// The codes are those of Genesys Cloud's message receipts.
fn delivery_failure(failure: &DeliveryFailure) -> String {
    match failure.code.as_str() {
        "RecipientOptedOut" => text::failure_opted_out(),
        "InvalidDestination" | "DestinationInvalid" => text::failure_invalid_destination(),
        "MessageExpired" => text::failure_expired(),
        "RateLimited" => text::failure_rate_limited(),
        "MessageNotAllowed" => text::failure_not_allowed(),
        code => text::failure_unlisted(failure.message.as_deref().unwrap_or(code)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_is_called_by_its_place() {
        for (name, place) in [
            ("America/New_York", "New York"),
            ("America/North_Dakota/Center", "Center, North Dakota"),
            ("Europe/Berlin", "Berlin"),
            ("UTC", "UTC"),
        ] {
            assert_eq!(zone(name), place);
        }
    }

    #[test]
    fn permissions_read_as_in_the_administrators_lists() {
        assert_eq!(permission("conversation:message:create"), "Conversation > Message > Create");
        assert_eq!(
            permission("conversation:communication:blindTransfer"),
            "Conversation > Communication > Blind Transfer"
        );
    }
}
