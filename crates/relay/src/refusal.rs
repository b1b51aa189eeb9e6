//! A call that is not answered as wished: a status, and a sentence as the tutorial's JSON.

use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};

/// Why a call is refused.
#[derive(Debug)]
pub struct Refusal {
    /// The HTTP status.
    pub status: StatusCode,
    /// The sentence.
    pub message: String,
}

impl Refusal {
    /// Refuses with this status and sentence.
    pub fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self {
            status,
            message: message.into(),
        }
    }

    /// The sentence as JSON.
    pub fn body(&self) -> String {
        serde_json::json!({ "message": self.message }).to_string()
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let kind = [(header::CONTENT_TYPE, "application/json")];
        (self.status, kind, self.body()).into_response()
    }
}
