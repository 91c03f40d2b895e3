use serde::Deserialize;
use serde_json::{Map, Value};

use super::each;
use crate::id::ConversationId;

/// `ErrorBody`, or the OAuth server's own form (RFC 6749, 5.2; Genesys writes `description`).
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct ErrorBody {
    pub(crate) message: Option<String>,
    pub(crate) code: Option<String>,
    entity_id: Option<String>,
    entity_name: Option<String>,
    message_params: Option<Map<String, Value>>,
    pub(crate) context_id: Option<String>,
    #[serde(deserialize_with = "each")]
    details: Vec<Detail>,
    #[serde(deserialize_with = "each")]
    errors: Vec<ErrorBody>,
    pub(crate) error: Option<String>,
    #[serde(alias = "error_description")]
    pub(crate) description: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Detail {
    field_name: Option<String>,
    entity_id: Option<String>,
    entity_name: Option<String>,
}

impl ErrorBody {
    /// The code, its own or the first of the errors within.
    pub(crate) fn code(&self) -> Option<&str> {
        self.all().find_map(|body| body.code.as_deref().or(body.error.as_deref()).filter(|code| !code.is_empty()))
    }

    /// The words that go with it.
    pub(crate) fn message(&self) -> Option<&str> {
        self.all()
            .find_map(|body| body.message.as_deref().or(body.description.as_deref()).filter(|text| !text.is_empty()))
    }

    /// `messageParams.permissions`: one text (`a:b:c, d:e:f`, perhaps in brackets) or a list.
    pub(crate) fn permissions(&self) -> Vec<String> {
        let Some(permissions) = self.all().find_map(|body| body.message_params.as_ref()?.get("permissions")) else {
            return Vec::new();
        };
        let texts = match permissions {
            Value::Array(items) => items.iter().filter_map(Value::as_str).collect(),
            other => other.as_str().into_iter().collect::<Vec<_>>(),
        };
        let separators = |c: char| c == ',' || c == '[' || c == ']' || c.is_whitespace();
        let names = texts.iter().flat_map(|text| text.split(separators));
        names.filter(|name| !name.is_empty()).map(str::to_owned).collect()
    }

    /// `messageParams.conversationId`, or the entity that the error names a conversation.
    pub(crate) fn conversation(&self) -> Option<ConversationId> {
        let parameter = |body: &Self| Some(body.message_params.as_ref()?.get("conversationId")?.as_str()?.to_owned());
        let named = |id: &Option<String>, name: &Option<String>| {
            id.clone().filter(|_| name.as_deref().is_some_and(|name| name.eq_ignore_ascii_case("conversation")))
        };
        let entity = |body: &Self| {
            let detail = || body.details.iter().find_map(|it| named(&it.entity_id, &it.entity_name));
            named(&body.entity_id, &body.entity_name).or_else(detail)
        };
        self.all().find_map(|body| parameter(body).or_else(|| entity(body))).map(ConversationId::new)
    }

    /// The entity that the error is about without saying of which kind.
    pub(crate) fn unnamed_entity(&self) -> Option<&str> {
        self.all().find_map(|body| body.entity_id.as_deref().filter(|_| body.entity_name.is_none()))
    }

    /// `details[].fieldName`.
    pub(crate) fn fields(&self) -> Vec<String> {
        self.all().flat_map(|body| &body.details).filter_map(|detail| detail.field_name.clone()).collect()
    }

    /// Itself and the errors within it, one level deep: deeper ones have not been seen.
    fn all(&self) -> impl Iterator<Item = &Self> {
        std::iter::once(self).chain(&self.errors)
    }
}
