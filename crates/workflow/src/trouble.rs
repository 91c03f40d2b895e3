//! From a call's failure to what the agent is told.

use genesys::model::{ApiError, Failure, Rejection};
use protocol::Trouble;

/// Says a failure in the terms of the views.
pub(crate) fn trouble(failure: Failure) -> Trouble {
    match failure {
        Failure::Unreachable => Trouble::Unreachable,
        Failure::TimedOut => Trouble::TimedOut,
        Failure::Unreadable { correlation_id, .. } => Trouble::Unreadable { correlation_id },
        Failure::Api(error) => of_error(error),
    }
}

fn of_error(error: ApiError) -> Trouble {
    let ApiError { status, rejection, code, message, correlation_id, .. } = error;
    match rejection {
        Rejection::Forbidden { permissions } => Trouble::Forbidden { permissions },
        Rejection::NotFound => Trouble::NotFound,
        Rejection::RateLimited { .. } => Trouble::RateLimited,
        Rejection::Broken => Trouble::Broken { status, correlation_id },
        Rejection::Refused | Rejection::Unauthorized => Trouble::Refused { code, message, correlation_id },
    }
}
