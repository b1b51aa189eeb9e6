//! A call that is not answered as wished: a status, and a sentence as the tutorial's JSON.

use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use protocol::{AddressError, InexactAddress, Refused, RelayFault, RoomNameError};

/// Why a call is refused.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// The HTTP status.
    pub status: StatusCode,
    body: Refused,
}

impl Refusal {
    /// Refuses with this status and sentence.
    pub fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self {
            status,
            body: Refused::because(message),
        }
    }

    /// Refuses with this status what a tab asked for.
    pub fn of(status: StatusCode, fault: &RelayFault) -> Self {
        Self {
            status,
            body: fault.into(),
        }
    }

    /// The sentence as JSON.
    pub fn body(&self) -> String {
        // Texts and numbers can always be written.
        serde_json::to_string(&self.body).unwrap_or_default()
    }
}

impl From<RoomNameError> for Refusal {
    fn from(error: RoomNameError) -> Self {
        Self::new(StatusCode::BAD_REQUEST, error.to_string())
    }
}

impl From<AddressError> for Refusal {
    fn from(error: AddressError) -> Self {
        Self::new(StatusCode::BAD_REQUEST, error.to_string())
    }
}

impl From<InexactAddress> for Refusal {
    fn from(error: InexactAddress) -> Self {
        Self::new(StatusCode::BAD_REQUEST, error.to_string())
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let kind = [(header::CONTENT_TYPE, "application/json")];
        (self.status, kind, self.body()).into_response()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_has_these_bytes() {
        let plain = Refusal::new(StatusCode::BAD_REQUEST, "no such status");
        assert_eq!(plain.body(), r#"{"message":"no such status"}"#);
        let address = protocol::Address::parse("localhost:5000").unwrap();
        let late = Refusal::of(StatusCode::GATEWAY_TIMEOUT, &RelayFault::Late(address, 20));
        assert_eq!(
            late.body(),
            r#"{"code":"late","figure":20,"message":"localhost:5000 did not answer within 20 seconds"}"#
        );
    }
}
