//! Analytics: which conversations were held.

use std::sync::Arc;

use axum::{Json, Router, extract::State, routing::post};
use jiff::{SignedDuration, Timestamp, civil::DateTime, tz::TimeZone};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    error::{ApiError, ApiResult},
    extract::{Body, Caller},
};
use crate::{
    app::App,
    domain::{conversation::Conversation, permission::Required::Any},
    store, wire,
};

/// Everybody's conversations, or one's own.
const VIEW: &[&str] = &[EVERYBODYS, "analytics:agentConversationDetail:view"];
const EVERYBODYS: &str = "analytics:conversationDetail:view";
/// The longest interval.
const DAYS: i64 = 31;
/// The largest page.
const PAGE: usize = 100;
/// By what segments can be told here. The service knows more; those it has are refused rather than taken for no filter.
const OF_SEGMENTS: [&str; 16] = [
    "addressFrom",
    "addressTo",
    "ani",
    "direction",
    "disconnectType",
    "dnis",
    "externalContactId",
    "mediaType",
    "messageType",
    "participantName",
    "purpose",
    "queueId",
    "remote",
    "segmentType",
    "userId",
    "wrapUpCode",
];
/// By what conversations can be told here.
const OF_CONVERSATIONS: [&str; 2] = ["conversationId", "originatingDirection"];

pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new().route("/analytics/conversations/details/query", post(query))
}

/// `ConversationQuery`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Query {
    interval: String,
    #[serde(default)]
    order: Order,
    #[serde(default)]
    order_by: OrderBy,
    paging: Option<Paging>,
    #[serde(default)]
    conversation_filters: Vec<Filter>,
    #[serde(default)]
    segment_filters: Vec<Filter>,
}

#[derive(Deserialize, Default, Clone, Copy)]
#[serde(rename_all = "camelCase")]
enum Order {
    #[default]
    Asc,
    Desc,
    Unordered,
}

#[derive(Deserialize, Default, Clone, Copy)]
#[serde(rename_all = "camelCase")]
enum OrderBy {
    #[default]
    ConversationStart,
    ConversationEnd,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Paging {
    page_size: usize,
    page_number: usize,
}

#[derive(Deserialize)]
struct Filter {
    #[serde(flatten)]
    all: Clause,
    #[serde(default)]
    clauses: Vec<Clause>,
}

#[derive(Deserialize)]
struct Clause {
    #[serde(rename = "type")]
    kind: Kind,
    #[serde(default)]
    predicates: Vec<Predicate>,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "camelCase")]
enum Kind {
    And,
    Or,
}

#[derive(Deserialize)]
struct Predicate {
    dimension: String,
    #[serde(default)]
    operator: Operator,
    value: Option<String>,
}

#[derive(Deserialize, Default, Clone, Copy)]
#[serde(rename_all = "camelCase")]
enum Operator {
    #[default]
    Matches,
    Exists,
    NotExists,
}

async fn query(State(app): State<Arc<App>>, caller: Caller, Body(query): Body<Query>) -> ApiResult<Json<Value>> {
    caller.require(Any(VIEW))?;
    let (from, until) = interval(&query.interval)?;
    let (page_size, page_number) = query.paging.map_or((25, 1), |paging| (paging.page_size, paging.page_number));
    if !(1..=PAGE).contains(&page_size) {
        return Err(ApiError::invalid_value("paging.pageSize", page_size.to_string()));
    }
    if page_number == 0 {
        return Err(ApiError::invalid_value("paging.pageNumber", "0"));
    }
    for (filters, known) in
        [(&query.conversation_filters, &OF_CONVERSATIONS[..]), (&query.segment_filters, &OF_SEGMENTS[..])]
    {
        filters.iter().try_for_each(|filter| filter.check(known))?;
    }
    let everybodys = caller.may(EVERYBODYS);
    let mut held = app.read(|work| Ok(store::conversations::all(&work.db)?))?;
    held.retain(|one| from <= one.started && one.started < until);
    held.retain(|one| everybodys || one.users().contains(&caller.id));
    let by = |one: &Conversation| match query.order_by {
        OrderBy::ConversationStart => Some(one.started),
        OrderBy::ConversationEnd => wire::conversation::over_since(one),
    };
    held.sort_by_key(by);
    if let Order::Desc = query.order {
        held.reverse();
    }
    let mut told: Vec<_> = held.iter().map(|one| wire::analytics::conversation(one, &app.org)).collect();
    told.retain(|one| query.conversation_filters.iter().all(|filter| filter.takes(&[one])));
    told.retain(|one| query.segment_filters.is_empty() || has_segment(one, &query.segment_filters));
    let mut reply = json!({ "totalHits": told.len() });
    let page: Vec<_> = told.into_iter().skip((page_number - 1).saturating_mul(page_size)).take(page_size).collect();
    if !page.is_empty() {
        reply["conversations"] = json!(page);
    }
    Ok(Json(reply))
}

/// The days that an interval touches, from the beginning of the first to the end of the last.
fn interval(text: &str) -> ApiResult<(Timestamp, Timestamp)> {
    let wrong = || {
        ApiError::bad_request("Dates must be specified as ISO-8601 strings. For example: yyyy-MM-ddTHH:mm:ss.SSSZ")
            .with("interval", text)
    };
    let (from, until) = text.split_once('/').ok_or_else(wrong)?;
    let (from, until) = moment(from).zip(moment(until)).ok_or_else(wrong)?;
    if from >= until {
        return Err(ApiError::bad_request("The interval has to end after it begins."));
    }
    if until.duration_since(from) > SignedDuration::from_hours(DAYS * 24) {
        return Err(ApiError::bad_request("The interval is longer than 31 days."));
    }
    let day = |moment: Timestamp| TimeZone::UTC.to_datetime(moment).date();
    let midnight = |day: jiff::civil::Date| TimeZone::UTC.to_timestamp(day.to_datetime(jiff::civil::Time::midnight()));
    let last = until.checked_sub(SignedDuration::from_millis(1)).map_err(|_| wrong())?;
    let after = day(last).tomorrow().map_err(|_| wrong())?;
    Ok((midnight(day(from)).map_err(|_| wrong())?, midnight(after).map_err(|_| wrong())?))
}

/// A moment without an offset is one of UTC.
fn moment(text: &str) -> Option<Timestamp> {
    let bare = || TimeZone::UTC.to_timestamp(text.parse::<DateTime>().ok()?).ok();
    text.parse::<Timestamp>().ok().or_else(bare)
}

/// Whether one and the same segment passes all filters.
fn has_segment(conversation: &Value, filters: &[Filter]) -> bool {
    list(conversation, "participants").iter().any(|participant| {
        list(participant, "sessions").iter().any(|session| {
            let passes = |segment: &Value| filters.iter().all(|filter| filter.takes(&[segment, session, participant]));
            list(session, "segments").iter().any(passes)
        })
    })
}

fn list<'a>(value: &'a Value, field: &str) -> &'a [Value] {
    value[field].as_array().map_or(&[], Vec::as_slice)
}

impl Filter {
    fn check(&self, known: &[&str]) -> ApiResult<()> {
        let mut predicates = self.clauses.iter().chain([&self.all]).flat_map(|clause| &clause.predicates);
        match predicates.find(|predicate| !predicate.is_whole() || !known.contains(&predicate.dimension.as_str())) {
            Some(predicate) => Err(ApiError::invalid_value("dimension", predicate.dimension.as_str())),
            None => Ok(()),
        }
    }

    /// `told`: what tells of it, the innermost first.
    fn takes(&self, told: &[&Value]) -> bool {
        let own = self.all.predicates.iter().map(|predicate| predicate.takes(told));
        self.all.kind.join(own.chain(self.clauses.iter().map(|clause| clause.takes(told))))
    }
}

impl Clause {
    fn takes(&self, told: &[&Value]) -> bool {
        self.kind.join(self.predicates.iter().map(|predicate| predicate.takes(told)))
    }
}

impl Kind {
    fn join(self, mut answers: impl Iterator<Item = bool>) -> bool {
        match self {
            Self::And => answers.all(|it| it),
            Self::Or => answers.any(|it| it),
        }
    }
}

impl Predicate {
    /// Whether what it needs is there.
    fn is_whole(&self) -> bool {
        self.value.is_some() || !matches!(self.operator, Operator::Matches)
    }

    fn takes(&self, told: &[&Value]) -> bool {
        let value = told.iter().find_map(|one| one.get(&self.dimension)?.as_str());
        match self.operator {
            Operator::Matches => value == self.value.as_deref(),
            Operator::Exists => value.is_some(),
            Operator::NotExists => value.is_none(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Option<(String, String)> {
        interval(text).ok().map(|(from, until)| (from.to_string(), until.to_string()))
    }

    #[test]
    fn an_interval_is_the_days_it_touches() {
        let days = Some(("2026-10-05T00:00:00Z".to_owned(), "2026-10-07T00:00:00Z".to_owned()));
        assert_eq!(said("2026-10-05T23:00:00.000Z/2026-10-06T01:00:00.000Z"), days);
        assert_eq!(said("2026-10-05T23:00:00/2026-10-07T00:00:00"), days);
        assert!(said("2026-10-01T00:00:00Z/2026-11-01T00:00:00Z").is_some(), "31 days");
        for wrong in [
            "",
            "2026-10-05T23:00:00Z",
            "yesterday/today",
            "2026-10-06T00:00:00Z/2026-10-05T00:00:00Z",
            "2026-10-05T00:00:00Z/2026-10-05T00:00:00Z",
            "2026-10-01T00:00:00Z/2026-11-01T00:00:01Z",
        ] {
            assert_eq!(said(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn filters_join_what_they_ask() {
        let filter: Filter = serde_json::from_value(json!({
            "type": "and",
            "predicates": [{ "dimension": "mediaType", "value": "message" }],
            "clauses": [{ "type": "or", "predicates": [
                { "dimension": "ani", "operator": "exists" },
                { "type": "dimension", "dimension": "addressTo", "operator": "matches", "value": "+1" },
            ] }],
        }))
        .unwrap();
        assert!(filter.check(&OF_SEGMENTS).is_ok() && filter.check(&OF_CONVERSATIONS).is_err());
        for (told, takes) in [
            (json!({ "mediaType": "message", "addressTo": "+1" }), true),
            (json!({ "mediaType": "message", "ani": "+2" }), true),
            (json!({ "mediaType": "voice", "addressTo": "+1" }), false),
            (json!({ "mediaType": "message", "addressTo": "+2" }), false),
        ] {
            assert_eq!(filter.takes(&[&json!({}), &told]), takes, "{told}");
        }
    }
}
