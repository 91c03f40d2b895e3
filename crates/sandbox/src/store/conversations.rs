//! Conversations are loaded and saved whole.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OptionalExtension, Row, params, types::Type};
use uuid::Uuid;

use super::{millis, time, times, unreadable};
use crate::domain::{
    after_call_work::{AfterCallWork, Code, Policy, SYSTEM_CODE, State, TIMEOUT_CODE, Wrapup},
    carrier::{Failure, Status},
    conversation::{Alerting, Conversation, Direction, DisconnectType, Ended, Message, Participant, Role, Standing},
};

pub(crate) fn load(db: &Connection, id: Uuid) -> rusqlite::Result<Option<Conversation>> {
    let head = db
        .prepare_cached(
            "SELECT customer, address, started, contact,
                    (SELECT trim(first_name || ' ' || last_name) FROM contact WHERE contact.id = conversation.contact)
             FROM conversation WHERE id = ?",
        )?
        .query_row([id], |row| Ok((row.get(0)?, row.get(1)?, time(row.get(2)?)?, row.get(3)?, row.get(4)?)))
        .optional()?;
    let Some((customer, address, started, contact, contact_name)) = head else { return Ok(None) };
    let participants = db
        .prepare_cached(
            "SELECT p.id, p.communication, p.purpose, p.user, p.queue, p.outbound, p.joined, p.alerting,
                    p.alerting_timeout, p.connected, p.ended, p.ended_why, p.messages_from,
                    a.policy, a.timeout, a.requested, a.state, a.since, a.ended,
                    w.code, w.system_code, w.notes, w.tags, w.duration_seconds, w.end_time, w.provisional
             FROM participant p
             LEFT JOIN after_call_work a ON a.participant = p.id
             LEFT JOIN wrapup w ON w.participant = p.id
             WHERE p.conversation = ? ORDER BY p.position",
        )?
        .query_map([id], |row| participant(db, row))?
        .collect::<Result<_, _>>()?;
    let messages = db
        .prepare_cached(
            "SELECT id, time, outbound, text, status, failure, author, segments, media, due
             FROM message WHERE conversation = ? ORDER BY position",
        )?
        .query_map([id], message)?
        .collect::<Result<_, _>>()?;
    Ok(Some(Conversation { id, customer, address, started, contact, contact_name, participants, messages }))
}

pub(crate) fn save(db: &Connection, conversation: &Conversation) -> rusqlite::Result<()> {
    let Conversation { id, customer, address, started, contact, participants, messages, .. } = conversation;
    let (waiting_in, over_at) = match conversation.standing() {
        Standing::Waiting { queue } => (Some(queue), None),
        Standing::Alerting | Standing::Connected => (None, None),
        Standing::Disconnected { at } => (None, Some(at)),
    };
    db.prepare_cached("DELETE FROM conversation WHERE id = ?")?.execute([id])?;
    db.prepare_cached("INSERT INTO conversation VALUES (?, ?, ?, ?, ?, ?, ?, ?)")?.execute(params![
        id,
        customer,
        address,
        started.as_millisecond(),
        contact,
        waiting_in,
        millis(over_at),
        millis(conversation.due())
    ])?;
    for (position, participant) in (0..).zip(participants) {
        save_participant(db, *id, position, participant)?;
    }
    for (position, message) in (0_i64..).zip(messages) {
        db.prepare_cached("INSERT INTO message VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")?.execute(params![
            message.id,
            id,
            position,
            message.time.as_millisecond(),
            message.direction == Direction::Outbound,
            message.text,
            message.status.word(),
            message.status.failure().map(Failure::code),
            message.author,
            message.segments,
            join(&message.media),
            millis(message.due)
        ])?;
    }
    Ok(())
}

/// All conversations, the oldest first.
pub(crate) fn all(db: &Connection) -> rusqlite::Result<Vec<Conversation>> {
    many(db, "SELECT id FROM conversation ORDER BY started, id", [])
}

/// The latest conversation between two numbers.
pub(crate) fn between(db: &Connection, customer: &str, address: &str) -> rusqlite::Result<Option<Conversation>> {
    let id = db
        .prepare_cached(
            "SELECT id FROM conversation WHERE customer = ? AND address = ?
             ORDER BY over_at IS NOT NULL, over_at DESC, started DESC LIMIT 1",
        )?
        .query_row([customer, address], |row| row.get(0))
        .optional()?;
    id.map_or(Ok(None), |id| load(db, id))
}

/// All conversations with a customer, the oldest first.
pub(crate) fn with_customer(db: &Connection, customer: &str) -> rusqlite::Result<Vec<Conversation>> {
    many(db, "SELECT id FROM conversation WHERE customer = ? ORDER BY started", [customer])
}

/// All conversations a user ever took part in, the oldest first.
pub(crate) fn of_user(db: &Connection, user: Uuid) -> rusqlite::Result<Vec<Conversation>> {
    many(
        db,
        "SELECT DISTINCT c.id FROM conversation c JOIN participant p ON p.conversation = c.id
         WHERE p.user = ? ORDER BY c.started",
        [user],
    )
}

/// All that wait in a queue, the longest waiting first.
pub(crate) fn waiting(db: &Connection) -> rusqlite::Result<Vec<Conversation>> {
    many(
        db,
        "SELECT c.id FROM conversation c JOIN participant p ON p.conversation = c.id
         WHERE c.waiting_in IS NOT NULL AND p.purpose = 'acd' AND p.ended IS NULL ORDER BY p.joined",
        [],
    )
}

/// All for which the clock has something to do.
pub(crate) fn due(db: &Connection, now: Timestamp) -> rusqlite::Result<Vec<Conversation>> {
    many(db, "SELECT id FROM conversation WHERE due <= ? ORDER BY due", [now.as_millisecond()])
}

/// When the clock has something to do next.
pub(crate) fn next_due(db: &Connection) -> rusqlite::Result<Option<Timestamp>> {
    times(db.prepare_cached("SELECT min(due) FROM conversation")?.query_row([], |row| row.get(0))?)
}

/// The numbers of all customers there were.
pub(crate) fn customers(db: &Connection) -> rusqlite::Result<Vec<String>> {
    db.prepare_cached("SELECT DISTINCT customer FROM conversation ORDER BY 1")?
        .query_map([], |row| row.get(0))?
        .collect()
}

/// The conversation that a message belongs to.
pub(crate) fn of_message(db: &Connection, message: Uuid) -> rusqlite::Result<Option<Conversation>> {
    let id = db
        .prepare_cached("SELECT conversation FROM message WHERE id = ?")?
        .query_row([message], |row| row.get(0))
        .optional()?;
    id.map_or(Ok(None), |id| load(db, id))
}

fn many(db: &Connection, query: &str, params: impl rusqlite::Params) -> rusqlite::Result<Vec<Conversation>> {
    let ids: Vec<Uuid> = db.prepare_cached(query)?.query_map(params, |row| row.get(0))?.collect::<Result<_, _>>()?;
    ids.into_iter().filter_map(|id| load(db, id).transpose()).collect()
}

fn save_participant(
    db: &Connection,
    conversation: Uuid,
    position: i64,
    participant: &Participant,
) -> rusqlite::Result<()> {
    let purpose = match participant.role {
        Role::Customer => "customer",
        Role::Acd { .. } => "acd",
        Role::Agent { .. } => "agent",
    };
    let id = participant.id;
    db.prepare_cached("INSERT INTO participant VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")?.execute(
        params![
            id,
            conversation,
            position,
            participant.communication,
            purpose,
            participant.user(),
            participant.queue(),
            participant.direction == Direction::Outbound,
            participant.joined.as_millisecond(),
            millis(participant.alerting.map(|alerting| alerting.since)),
            participant.alerting.map(|alerting| alerting.timeout.as_secs()),
            millis(participant.connected),
            millis(participant.ended.map(|ended| ended.at)),
            participant.ended.map(|ended| ended.why.word()),
            participant.messages_from.as_millisecond(),
        ],
    )?;
    for (name, value) in &participant.attributes {
        db.prepare_cached("INSERT INTO attribute VALUES (?, ?, ?)")?.execute(params![id, name, value])?;
    }
    let Some(work) = participant.after_call_work() else { return Ok(()) };
    let (state, since, ended) = match work.state {
        State::NotApplicable => ("notApplicable", None, None),
        State::Pending { since } => ("pending", Some(since), None),
        State::Skipped { since, at } => ("skipped", Some(since), Some(at)),
        State::Complete { since, at } => ("complete", Some(since), Some(at)),
    };
    db.prepare_cached("INSERT INTO after_call_work VALUES (?, ?, ?, ?, ?, ?, ?)")?.execute(params![
        id,
        policy_word(work.policy),
        work.policy.timeout().map(|timeout| timeout.as_secs()),
        work.requested,
        state,
        millis(since),
        millis(ended)
    ])?;
    let Some(wrapup) = &work.wrapup else { return Ok(()) };
    let (code, system_code) = match wrapup.code {
        None => (None, None),
        Some(Code::Chosen(code)) => (Some(code), None),
        Some(Code::System(code)) => (None, Some(code)),
    };
    db.prepare_cached("INSERT INTO wrapup VALUES (?, ?, ?, ?, ?, ?, ?, ?)")?.execute(params![
        id,
        code,
        system_code,
        wrapup.notes,
        serde_json::to_string(&wrapup.tags).map_err(|error| unreadable(Type::Text, error))?,
        wrapup.duration_seconds,
        millis(wrapup.end_time),
        wrapup.provisional
    ])?;
    Ok(())
}

fn participant(db: &Connection, row: &Row<'_>) -> rusqlite::Result<Participant> {
    let id: Uuid = row.get("id")?;
    let role = match row.get_ref("purpose")?.as_str()? {
        "customer" => Role::Customer,
        "acd" => Role::Acd { queue: row.get("queue")? },
        _ => Role::Agent { user: row.get("user")?, queue: row.get("queue")?, after_call_work: after_call_work(row)? },
    };
    let alerting = match (times(row.get(7)?)?, row.get::<_, Option<i64>>(8)?) {
        (Some(since), Some(timeout)) => Some(Alerting { since, timeout: SignedDuration::from_secs(timeout) }),
        _ => None,
    };
    let ended = match (times(row.get(10)?)?, row.get::<_, Option<String>>(11)?) {
        (Some(at), Some(word)) => {
            let why = DisconnectType::ALL.into_iter().find(|why| why.word() == word);
            Some(Ended { at, why: why.ok_or_else(|| unreadable(Type::Text, word))? })
        }
        _ => None,
    };
    let attributes: BTreeMap<String, String> = db
        .prepare_cached("SELECT name, value FROM attribute WHERE participant = ?")?
        .query_map([id], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    Ok(Participant {
        id,
        communication: row.get(1)?,
        role,
        direction: direction(row.get(5)?),
        joined: time(row.get(6)?)?,
        alerting,
        connected: times(row.get(9)?)?,
        ended,
        messages_from: time(row.get(12)?)?,
        attributes,
    })
}

fn after_call_work(row: &Row<'_>) -> rusqlite::Result<AfterCallWork> {
    let seconds: Option<i64> = row.get(14)?;
    let policy = policy(row.get_ref(13)?.as_str()?, SignedDuration::from_secs(seconds.unwrap_or_default()))?;
    let since = || row.get::<_, i64>(17).and_then(time);
    let ended = || row.get::<_, i64>(18).and_then(time);
    let state = match row.get_ref(16)?.as_str()? {
        "pending" => State::Pending { since: since()? },
        "skipped" => State::Skipped { since: since()?, at: ended()? },
        "complete" => State::Complete { since: since()?, at: ended()? },
        _ => State::NotApplicable,
    };
    let wrapup = match row.get::<_, Option<bool>>(25)? {
        None => None,
        Some(provisional) => {
            let system = [TIMEOUT_CODE, SYSTEM_CODE];
            let word: Option<String> = row.get(20)?;
            let code = match row.get::<_, Option<Uuid>>(19)? {
                Some(chosen) => Some(Code::Chosen(chosen)),
                None => word.and_then(|word| system.into_iter().find(|code| *code == word)).map(Code::System),
            };
            Some(Wrapup {
                code,
                notes: row.get(21)?,
                tags: serde_json::from_str(row.get_ref(22)?.as_str()?)
                    .map_err(|error| unreadable(Type::Text, error))?,
                duration_seconds: row.get(23)?,
                end_time: times(row.get(24)?)?,
                provisional,
            })
        }
    };
    Ok(AfterCallWork { policy, requested: row.get(15)?, state, wrapup })
}

fn message(row: &Row<'_>) -> rusqlite::Result<Message> {
    let (word, failure): (String, Option<String>) = (row.get(4)?, row.get(5)?);
    let status = Status::from_words(&word, failure.as_deref()).ok_or_else(|| unreadable(Type::Text, word))?;
    Ok(Message {
        id: row.get(0)?,
        time: time(row.get(1)?)?,
        direction: direction(row.get(2)?),
        text: row.get(3)?,
        status,
        author: row.get(6)?,
        segments: row.get(7)?,
        media: split(row.get_ref(8)?.as_str()?)?,
        due: times(row.get(9)?)?,
    })
}

fn direction(outbound: bool) -> Direction {
    if outbound { Direction::Outbound } else { Direction::Inbound }
}

fn policy_word(policy: Policy) -> &'static str {
    match policy {
        Policy::Optional => "optional",
        Policy::Mandatory => "mandatory",
        Policy::MandatoryTimeout(_) => "timeout",
        Policy::MandatoryForcedTimeout(_) => "forcedTimeout",
        Policy::AgentRequested(_) => "agentRequested",
    }
}

fn policy(word: &str, timeout: SignedDuration) -> rusqlite::Result<Policy> {
    Ok(match word {
        "optional" => Policy::Optional,
        "mandatory" => Policy::Mandatory,
        "timeout" => Policy::MandatoryTimeout(timeout),
        "forcedTimeout" => Policy::MandatoryForcedTimeout(timeout),
        "agentRequested" => Policy::AgentRequested(timeout),
        _ => return Err(unreadable(Type::Text, word.to_owned())),
    })
}

fn join(ids: &[Uuid]) -> String {
    ids.iter().map(Uuid::to_string).collect::<Vec<_>>().join(" ")
}

fn split(ids: &str) -> rusqlite::Result<Vec<Uuid>> {
    ids.split_whitespace().map(|id| Uuid::parse_str(id).map_err(|error| unreadable(Type::Text, error))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::{
            carrier::Pace,
            conversation::{Draft, Seat},
        },
        store,
    };

    #[test]
    fn a_conversation_comes_back_as_it_was() {
        let db = store::open(None).unwrap();
        let (ada, queue, code) = (Uuid::from_u128(1), Uuid::from_u128(2), Uuid::from_u128(3));
        let at = |millis: i64| Timestamp::from_millisecond(1_700_000_000_000 + millis).unwrap();
        let seat = Seat { user: ada, queue, policy: Policy::MandatoryForcedTimeout(SignedDuration::from_secs(15)) };
        let mut conversation = Conversation::outbound("+13175559001".into(), "+13175550100".into(), seat, at(0));
        conversation.contact = Some(Uuid::from_u128(9));
        let agent = conversation.participants[0].id;
        conversation.participants[0].attributes.insert("subject".into(), "Lisbon".into());
        let draft = Draft { text: "Hi \u{1f600}".into(), segments: 1, media: vec![Uuid::from_u128(5)] };
        conversation.send(conversation.participants[0].communication, draft, Pace::default(), at(1)).unwrap();
        conversation.tick(Pace::default(), at(60_000));
        conversation.disconnect(agent, at(61_000)).unwrap();
        let wrapup = Wrapup {
            code: Some(Code::Chosen(code)),
            tags: vec!["vip".into()],
            notes: Some("later".into()),
            ..Wrapup::default()
        };
        conversation.wrap_up(agent, wrapup, at(62_000)).unwrap();
        conversation.receive("Thanks".into(), vec![], queue, at(90_000));
        conversation.offer(seat, SignedDuration::from_secs(30), at(91_000));
        for _ in 0..2 {
            save(&db, &conversation).unwrap();
            assert_eq!(load(&db, conversation.id).unwrap(), Some(conversation.clone()));
        }
        assert_eq!(next_due(&db).unwrap(), conversation.due());
        assert_eq!(between(&db, "+13175559001", "+13175550100").unwrap(), Some(conversation.clone()));
        assert_eq!(of_user(&db, ada).unwrap(), vec![conversation]);
    }
}
