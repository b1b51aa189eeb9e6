//! The tutorial's HTTP API, answered by a client: status codes and bodies as in the tutorial.

use chain::{Account, Format, HashError, NotAnAccount, ParseError, Reason, Transaction, quote};
use node::{Command, CommandError, Node, PaymentOrder};
use protocol::Call;

/// What a call is answered with: an HTTP status and a body, JSON or one of the tutorial's bare sentences.
pub(crate) type Reply = (u16, String);

/// What a call asks for.
pub(crate) enum Asked {
    /// A command, and the HTTP status of its answer.
    Command(Box<Command>, u16),
    /// The chain.
    Chain,
    /// What an account has.
    Account(Account),
}

/// Reads a call of a node; `nodes` is the field of that name in its body.
pub(crate) fn read(call: &Call, nodes: Option<Vec<String>>, node: &Node) -> Result<Asked, Reply> {
    if let Some(account) = call.path.strip_prefix("/accounts/") {
        return of_account(account, node);
    }
    if let Some(id) = call
        .path
        .strip_prefix("/transactions/")
        .filter(|id| *id != "new")
    {
        let id = id
            .parse()
            .map_err(|error: HashError| (400, message(&error.to_string())))?;
        return Ok(asks(Command::FindTransaction(id), 200));
    }
    Ok(match call.path.as_str() {
        "/mine" => asks(Command::Mine, 200),
        "/chain" => Asked::Chain,
        "/nodes/resolve" => asks(Command::Resolve, 200),
        "/transactions/new" => match node.chain().rules().is_signed() {
            false => asks(transaction(&call.body)?, 201),
            true => asks(payment(&call.body, node)?, 201),
        },
        "/nodes/register" => match nodes {
            Some(nodes) => asks(Command::Register(nodes), 201),
            None => return Err(refused(&CommandError::NoNodes)),
        },
        path => return Err((404, message(&format!("there is no {path}")))),
    })
}

fn asks(command: Command, status: u16) -> Asked {
    Asked::Command(Box::new(command), status)
}

/// The answer to a command that was refused.
pub(crate) fn refused(error: &CommandError) -> Reply {
    let status = match error {
        // The tutorial's own sentence, bare as in the tutorial.
        CommandError::NoNodes => return (400, error.to_string()),
        CommandError::Field { .. } | CommandError::Address { .. } | CommandError::Oneself(_) => 400,
        CommandError::NotPending(_)
        | CommandError::WrongSignature
        | CommandError::OpenLedger
        | CommandError::NotSigned
        | CommandError::Light => 400,
        CommandError::UnknownTransaction => 404,
        CommandError::Cancelled => 409,
        CommandError::TooManyWaiting | CommandError::MempoolFull | CommandError::TooManyNodes => {
            429
        }
        CommandError::NoAccount => 503,
        _ => 500,
    };
    (status, message(&error.to_string()))
}

fn message(sentence: &str) -> String {
    format!(r#"{{"message": {}}}"#, quote(sentence))
}

fn transaction(body: &str) -> Result<Command, Reply> {
    let transaction = Transaction::parse(body, Format::TUTORIAL);
    transaction.map(Command::Transact).map_err(unreadable)
}

fn unreadable(error: ParseError) -> Reply {
    match error.reason() {
        // The tutorial's own sentence again.
        Reason::Missing => (400, "Missing values".to_owned()),
        _ => (400, message(&error.to_string())),
    }
}

/// Where the ledger is signed: a transaction of the tutorial is an order to this node, if its own account is the sender; all
/// else has to be signed already.
fn payment(body: &str, node: &Node) -> Result<Command, Reply> {
    let Ok(transaction) = Transaction::parse(body, Format::TUTORIAL) else {
        let signed = Transaction::parse(body, node.chain().rules().format());
        return signed.map(Command::Transact).map_err(unreadable);
    };
    let own = node.account().map(|account| account.to_string());
    if own.is_none_or(|own| own != transaction.sender) {
        let sentence = "this room's payments are signed: the sender must be this node's account, or the payment complete with \
                        fee, seq and signature";
        return Err((400, message(sentence)));
    }
    let wrong = |field: &str, reason: &str| (400, message(&format!("{field}: {reason}")));
    let recipient = transaction.recipient.parse();
    let recipient =
        recipient.map_err(|error: NotAnAccount| wrong("recipient", &error.to_string()))?;
    let amount = transaction.amount.as_natural();
    let amount = amount.ok_or_else(|| wrong("amount", "must be a whole number of coins"))?;
    Ok(Command::Pay(PaymentOrder {
        recipient,
        amount,
        fee: 0,
        seq: None,
    }))
}

fn of_account(text: &str, node: &Node) -> Result<Asked, Reply> {
    if !node.chain().rules().is_signed() {
        return Err((404, message(&CommandError::OpenLedger.to_string())));
    }
    if node.headers().is_some() {
        return Err(refused(&CommandError::Light));
    }
    let account = text
        .parse()
        .map_err(|error: NotAnAccount| (400, message(&format!("an account {error}"))))?;
    Ok(Asked::Account(account))
}
