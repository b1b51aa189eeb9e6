//! The tutorial's HTTP API, answered by this tab's node: status codes and bodies as in the tutorial.

use chain::{Reason, Transaction, quote};
use node::{Answer, Command, CommandError, chain_body};
use serde::Deserialize;

use protocol::Call;

use super::from_json;
use crate::drivers::tab::Tab;

/// What a call is answered with: an HTTP status and a body, JSON or one of the tutorial's bare
/// sentences.
type Reply = (u16, String);

/// Carries out a call.
pub async fn answer(tab: &Tab, call: &Call) -> Reply {
    match call.path.as_str() {
        "/mine" => obey(tab, Command::Mine, 200).await,
        "/chain" => (200, tab.read(|node| chain_body(node.chain()))),
        "/nodes/resolve" => obey(tab, Command::Resolve, 200).await,
        "/transactions/new" => match transaction(&call.body) {
            Ok(command) => obey(tab, command, 201).await,
            Err(refusal) => refusal,
        },
        "/nodes/register" => match nodes(&call.body) {
            Some(nodes) => obey(tab, Command::Register(nodes), 201).await,
            None => refused(&CommandError::NoNodes),
        },
        path => (404, message(&format!("there is no {path}"))),
    }
}

async fn obey(tab: &Tab, command: Command, status: u16) -> Reply {
    match tab.command(command).await {
        Ok(answer) => (
            status,
            tab.read(|node| spelled(tab, &answer).body(node.chain())),
        ),
        Err(error) => refused(&error),
    }
}

/// The nodes as the caller called them, where that is known.
fn spelled(tab: &Tab, answer: &Answer) -> Answer {
    match answer {
        Answer::Registered(nodes) => {
            let nodes = nodes.iter();
            Answer::Registered(nodes.map(|node| tab.spelling(node)).collect())
        }
        _ => answer.clone(),
    }
}

fn refused(error: &CommandError) -> Reply {
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

fn transaction(body: &str) -> Result<Command, Reply> {
    let parsed = Transaction::parse(body).map_err(|error| match error.reason() {
        // The tutorial's own sentence again.
        Reason::Missing => (400, "Missing values".to_owned()),
        _ => (400, message(&error.to_string())),
    })?;
    Ok(Command::Transact {
        sender: parsed.sender,
        recipient: parsed.recipient,
        amount: parsed.amount,
    })
}

fn nodes(body: &str) -> Option<Vec<String>> {
    #[derive(Deserialize)]
    struct Body {
        nodes: Vec<String>,
    }
    let Body { nodes } = from_json(body)?;
    Some(nodes)
}
