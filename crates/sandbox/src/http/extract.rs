//! What handlers take: who calls, decoded bodies and paths, pages of lists.

use std::{ops::Deref, sync::Arc};

use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, OptionalFromRequestParts, Path, Query, Request},
    http::{StatusCode, request::Parts},
};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};
use uuid::Uuid;

use super::error::{ApiError, ApiResult};
use crate::{
    app::App,
    domain::permission::Required,
    org::User,
    store::identity::{self, Token},
};

/// Who calls.
#[derive(Clone)]
pub(crate) struct Caller {
    app: Arc<App>,
    pub(crate) id: Uuid,
    pub(crate) token: Token,
}

impl Caller {
    /// Finds out who calls from the `Authorization` header.
    pub(crate) fn identify(app: &Arc<App>, header: Option<&str>) -> ApiResult<Self> {
        let header = header.ok_or_else(ApiError::unauthenticated)?;
        let (scheme, secret) = header.split_once(' ').ok_or_else(ApiError::unauthenticated)?;
        if !scheme.eq_ignore_ascii_case("bearer") {
            return Err(ApiError::unauthenticated());
        }
        let token = app.read(|work| Ok(identity::token(&work.db, secret.trim(), work.now)?))?;
        let token = token.ok_or_else(ApiError::bad_credentials)?;
        // The organisation file may have changed since the token was issued.
        let user = app.org.user(token.user).ok_or_else(ApiError::bad_credentials)?;
        Ok(Self { app: Arc::clone(app), id: user.id, token })
    }

    pub(crate) fn user(&self) -> ApiResult<&User> {
        self.app.org.user(self.id).ok_or_else(ApiError::bad_credentials)
    }

    /// Checks the permissions of an operation.
    pub(crate) fn require(&self, required: Required) -> ApiResult<()> {
        self.user()?.permissions.check(required).map_err(|missing| ApiError::missing(required, &missing))
    }

    pub(crate) fn may(&self, permission: &str) -> bool {
        self.user().is_ok_and(|user| user.permissions.has(permission))
    }
}

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> ApiResult<Self> {
        parts.extensions.get::<Self>().cloned().ok_or_else(ApiError::unauthenticated)
    }
}

/// A JSON body.
pub(crate) struct Body<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> ApiResult<Self> {
        let kind = request.headers().get("content-type").and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        if !kind.to_ascii_lowercase().starts_with("application/json") {
            return Err(ApiError::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "unsupported.media.type",
                "The content type has to be application/json.",
            ));
        }
        let bytes =
            Bytes::from_request(request, state).await.map_err(|error| ApiError::bad_request(error.body_text()))?;
        let body = serde_json::from_slice(&bytes).map_err(|error| {
            ApiError::bad_request("The request body is not valid: {reason}").with("reason", error.to_string())
        })?;
        Ok(Self(body))
    }
}

/// The identifiers in a path. What is not one leads nowhere.
pub(crate) struct At<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for At<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> ApiResult<Self> {
        let Ok(Path(at)) = <Path<T> as FromRequestParts<S>>::from_request_parts(parts, state).await else {
            return Err(ApiError::not_found());
        };
        Ok(Self(at))
    }
}

/// The query.
pub(crate) struct Ask<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Ask<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> ApiResult<Self> {
        match Query::<T>::from_request_parts(parts, state).await {
            Ok(Query(ask)) => Ok(Self(ask)),
            Err(error) => Err(ApiError::bad_request(error.body_text())),
        }
    }
}

impl<T> Deref for Ask<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

/// Which page of a list is wanted.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Page {
    pub(crate) page_number: usize,
    pub(crate) page_size: usize,
}

impl Default for Page {
    fn default() -> Self {
        Self { page_number: 1, page_size: 25 }
    }
}

impl Page {
    /// The page of these entities, with where it is among the others.
    pub(crate) fn of(self, path: &str, all: &[Value]) -> ApiResult<Value> {
        let Self { page_number, page_size } = self;
        if page_number == 0 {
            return Err(ApiError::invalid_value("pageNumber", "0"));
        }
        if !(1..=500).contains(&page_size) {
            return Err(ApiError::invalid_value("pageSize", page_size.to_string()));
        }
        let count = all.len().div_ceil(page_size).max(1);
        let uri = |number: usize| format!("{path}?pageSize={page_size}&pageNumber={number}");
        let entities: Vec<_> = all.iter().skip((page_number - 1).saturating_mul(page_size)).take(page_size).collect();
        let mut listing = json!({
            "entities": entities,
            "pageSize": page_size,
            "pageNumber": page_number,
            "total": all.len(),
            "pageCount": count,
            "firstUri": uri(1),
            "lastUri": uri(count),
            "selfUri": uri(page_number),
        });
        if page_number > 1 {
            listing["previousUri"] = json!(uri(page_number - 1));
        }
        if page_number < count {
            listing["nextUri"] = json!(uri(page_number + 1));
        }
        Ok(listing)
    }
}

impl<S: Sync> OptionalFromRequestParts<S> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> ApiResult<Option<Self>> {
        Ok(parts.extensions.get::<Self>().cloned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_say_where_they_are() {
        let all: Vec<_> = (0..5).map(|number| json!(number)).collect();
        let second = Page { page_number: 2, page_size: 2 }.of("/api/v2/things", &all).unwrap();
        assert_eq!(second["entities"], json!([2, 3]));
        assert_eq!((second["pageCount"].as_u64(), second["total"].as_u64()), (Some(3), Some(5)));
        assert_eq!(second["nextUri"], "/api/v2/things?pageSize=2&pageNumber=3");
        let last = Page { page_number: 3, page_size: 2 }.of("/api/v2/things", &all).unwrap();
        assert!(last.get("nextUri").is_none());
        assert!(Page { page_number: 0, page_size: 2 }.of("/", &all).is_err());
        assert!(Page { page_number: 1, page_size: 0 }.of("/", &all).is_err());
    }
}
