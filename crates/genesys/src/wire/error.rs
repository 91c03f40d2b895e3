use serde_json::Value;

use super::Object;
use crate::id::ConversationId;

/// `ErrorBody`, or the OAuth server's own form (RFC 6749, 5.2; Genesys writes `description`); a body that is neither
/// has none of it.
#[derive(Clone, Copy)]
pub(crate) struct ErrorBody<'a>(Option<Object<'a>>);

impl<'a> ErrorBody<'a> {
    pub(crate) fn new(body: &'a Value) -> Self {
        Self(Object::new(body))
    }

    /// The code, its own or the first of the errors within.
    pub(crate) fn code(self) -> Option<&'a str> {
        self.first_text(&["code", "error"])
    }

    /// The words that go with it.
    pub(crate) fn message(self) -> Option<&'a str> {
        self.first_text(&["message", "description", "error_description"])
    }

    pub(crate) fn context_id(self) -> Option<String> {
        self.0?.string("contextId")
    }

    /// `messageParams.permissions`: one text (`a:b:c, d:e:f`, perhaps in brackets) or a list.
    pub(crate) fn permissions(self) -> Vec<String> {
        let mut parameters = self.all().filter_map(|body| body.object("messageParams"));
        let texts =
            parameters.find_map(|parameters| match (parameters.text("permissions"), parameters.list("permissions")) {
                (Some(text), _) => Some(vec![text]),
                (_, Some(list)) => Some(list.iter().filter_map(Value::as_str).collect()),
                _ => None,
            });
        let separators = |c: char| c == ',' || c == '[' || c == ']' || c.is_whitespace();
        let texts = texts.unwrap_or_default();
        let names = texts.iter().flat_map(|text| text.split(separators));
        names.filter(|name| !name.is_empty()).map(str::to_owned).collect()
    }

    /// `messageParams.conversationId`, or the entity that the error names a conversation.
    pub(crate) fn conversation(self) -> Option<ConversationId> {
        let entity = |it: Object<'a>| {
            it.text("entityId")
                .filter(|_| it.text("entityName").is_some_and(|name| name.eq_ignore_ascii_case("conversation")))
        };
        let parameter = |body: Object<'a>| body.object("messageParams")?.text("conversationId");
        let told = |body: Object<'a>| {
            parameter(body).or_else(|| entity(body)).or_else(|| body.objects("details").find_map(entity))
        };
        self.all().find_map(told).map(ConversationId::new)
    }

    /// The entity that the error is about without saying of which kind.
    pub(crate) fn unnamed_entity(self) -> Option<&'a str> {
        self.all().find_map(|body| body.text("entityId").filter(|_| body.text("entityName").is_none()))
    }

    /// `details[].fieldName`.
    pub(crate) fn fields(self) -> Vec<String> {
        self.all().flat_map(|body| body.objects("details")).filter_map(|detail| detail.string("fieldName")).collect()
    }

    fn first_text(self, fields: &[&str]) -> Option<&'a str> {
        self.all().find_map(|body| fields.iter().filter_map(|field| body.text(field)).find(|text| !text.is_empty()))
    }

    /// Itself and the errors within it, one level deep: deeper ones have not been seen.
    fn all(self) -> impl Iterator<Item = Object<'a>> {
        self.0.into_iter().chain(self.0.into_iter().flat_map(|body| body.objects("errors")))
    }
}
