//! A call that is not answered as wished: a status, and a sentence as the tutorial's JSON.

use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use node::RelayFault;

/// Why a call is refused.
#[derive(Debug)]
pub struct Refusal {
    /// The HTTP status.
    pub status: StatusCode,
    /// The sentence.
    pub message: String,
    /// For tabs, which say it in their own language.
    fault: Option<RelayFault>,
}

impl Refusal {
    /// Refuses with this status and sentence.
    pub fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self {
            status,
            message: message.into(),
            fault: None,
        }
    }

    /// Refuses with this status what a tab asked for.
    pub fn told(status: StatusCode, fault: RelayFault) -> Self {
        Self {
            fault: Some(fault.clone()),
            ..Self::new(status, fault.to_string())
        }
    }

    /// The sentence as JSON.
    pub fn body(&self) -> String {
        let mut body = serde_json::json!({ "message": self.message });
        if let Some((code, figure)) = self.fault.as_ref().and_then(RelayFault::code) {
            body["code"] = code.into();
            body["figure"] = figure.into();
        }
        body.to_string()
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let kind = [(header::CONTENT_TYPE, "application/json")];
        (self.status, kind, self.body()).into_response()
    }
}
