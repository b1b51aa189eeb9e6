//! The tutorial's HTTP API, answered by a client: status codes and bodies as in the tutorial.

use chain::{Format, Reason, Transaction, quote};
use node::{Command, CommandError};
use protocol::Call;

/// What a call is answered with: an HTTP status and a body, JSON or one of the tutorial's bare sentences.
pub(crate) type Reply = (u16, String);

/// What a call asks for.
pub(crate) enum Asked {
    /// A command, and the HTTP status of its answer.
    Command(Command, u16),
    /// The chain.
    Chain,
}

/// Reads a call; `nodes` is the field of that name in its body, `format` that of the room's transactions.
pub(crate) fn read(
    call: &Call,
    nodes: Option<Vec<String>>,
    format: Format,
) -> Result<Asked, Reply> {
    Ok(match call.path.as_str() {
        "/mine" => Asked::Command(Command::Mine, 200),
        "/chain" => Asked::Chain,
        "/nodes/resolve" => Asked::Command(Command::Resolve, 200),
        "/transactions/new" => Asked::Command(transaction(&call.body, format)?, 201),
        "/nodes/register" => match nodes {
            Some(nodes) => Asked::Command(Command::Register(nodes), 201),
            None => return Err(refused(&CommandError::NoNodes)),
        },
        path => return Err((404, message(&format!("there is no {path}")))),
    })
}

/// The answer to a command that was refused.
pub(crate) fn refused(error: &CommandError) -> Reply {
    let status = match error {
        // The tutorial's own sentence, bare as in the tutorial.
        CommandError::NoNodes => return (400, error.to_string()),
        CommandError::Field { .. } | CommandError::Address { .. } | CommandError::Oneself(_) => 400,
        CommandError::Cancelled => 409,
        CommandError::TooManyWaiting | CommandError::MempoolFull | CommandError::TooManyNodes => {
            429
        }
        _ => 500,
    };
    (status, message(&error.to_string()))
}

fn message(sentence: &str) -> String {
    format!(r#"{{"message": {}}}"#, quote(sentence))
}

fn transaction(body: &str, format: Format) -> Result<Command, Reply> {
    match Transaction::parse(body, format) {
        Ok(transaction) => Ok(Command::Transact(transaction)),
        Err(error) => match error.reason() {
            // The tutorial's own sentence again.
            Reason::Missing => Err((400, "Missing values".to_owned())),
            _ => Err((400, message(&error.to_string()))),
        },
    }
}
