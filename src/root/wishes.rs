//! What a person asks for, as commands to the node; and what becomes of them.

use chain::{Number, Rules, Transaction};
use node::{Address, Answer, Command, CommandError, FieldFault, NodeName};
use pow::Difficulty;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::{Show, Shown, link};
use crate::{
    browser::tab::Tab,
    page::view::{Done, FieldError, Misfit, Wish},
    web::save::save,
};

/// Has the tab do what a person asks for.
pub fn grant(tab: &Tab, show: &UseReducerDispatcher<Shown>, wish: Wish) {
    let give = |command: Command, done: Option<Done>| {
        let (tab, show) = (tab.clone(), show.clone());
        let sets_rules = matches!(command, Command::SetRules(_));
        spawn_local(async move {
            let outcome = tab.command(command).await;
            if sets_rules && outcome.is_ok() {
                link::keep(&tab);
            }
            settle(&show, outcome, done);
        });
    };
    match wish {
        Wish::Mine => give(Command::Mine, None),
        Wish::CancelMining => give(Command::CancelMining, None),
        Wish::KeepMining(keep) => {
            let (tab, show) = (tab.clone(), show.clone());
            spawn_local(async move {
                if let Some(outcome) = tab.keep_mining(keep).await {
                    settle(&show, outcome, None);
                }
            });
        }
        Wish::SetWorkers(workers) => tab.set_workers(workers),
        Wish::Resolve => give(Command::Resolve, None),
        Wish::Transact {
            sender,
            recipient,
            amount,
            done,
        } => match (
            node::check_parties(&sender, &recipient),
            amount_from(&amount),
        ) {
            (Ok(()), Ok(amount)) => give(
                Command::Transact(Transaction {
                    sender,
                    recipient,
                    amount,
                    signed: None,
                }),
                Some(done),
            ),
            (Ok(()), Err(reason)) => refuse(&done, "amount", reason),
            // The first field at fault is told, from top to bottom.
            (Err(error), _) => settle(show, Err(error), Some(done)),
        },
        Wish::Register { address, done } => give(Command::Register(vec![address]), Some(done)),
        Wish::Heal => tab.split(Vec::new()),
        Wish::Ignore(address, ignored) => tab.ignore(&address, ignored),
        Wish::Unregister(address) => give(Command::Unregister(address), None),
        Wish::SetRules {
            proof,
            difficulty_bits,
            done,
        } => match difficulty_from(&difficulty_bits) {
            Ok(difficulty) => give(
                Command::SetRules(Rules::tutorial(proof, difficulty)),
                Some(done),
            ),
            Err(reason) => refuse(&done, "difficulty", reason),
        },
        Wish::SetMode(mode) => give(Command::SetMode(mode), None),
        Wish::SetAutoRegister(auto) => give(Command::SetAutoRegister(auto), None),
        Wish::Rename { name, done } => match NodeName::parse(&name) {
            Ok(name) => give(Command::Rename(name), Some(done)),
            Err(error) => refuse(&done, "name", Misfit::Name(error)),
        },
        Wish::ShowBlocks(span) => {
            let length = tab.read(|client| client.node().chain().length());
            show.dispatch(Show::Span(span, length));
        }
        Wish::DismissError => show.dispatch(Show::Error(None)),
        Wish::Wake(address) => tab.wake(&address),
        Wish::ExportNode(address) => export(tab.clone(), address),
        Wish::Forget(address) => tab.forget(address),
        Wish::ForgetAll => tab.forget_all(),
    }
}

/// Saves the chain of a stored node as a file.
fn export(tab: Tab, address: Address) {
    spawn_local(async move {
        let saved = match tab.stored_chain(&address).await {
            Ok(text) => save(
                &["tabchain-", address.as_str(), ".json"].concat(),
                &text.unwrap_or_default().into(),
            ),
            Err(fault) => Err(fault.to_string().into()),
        };
        if let Err(error) = saved {
            web_sys::console::error_1(&error);
        }
    });
}

fn settle(
    show: &UseReducerDispatcher<Shown>,
    outcome: Result<Answer, CommandError>,
    done: Option<Done>,
) {
    let error = match (outcome, done) {
        (Ok(_), done) => {
            if let Some(done) = done {
                done.emit(Ok(()));
            }
            None
        }
        (Err(CommandError::Field { field, reason }), Some(done)) => {
            return refuse(&done, field, Misfit::Part(reason));
        }
        (
            Err(
                error @ (CommandError::NoNodes
                | CommandError::Address { .. }
                | CommandError::Oneself(_)
                | CommandError::TooManyNodes),
            ),
            Some(done),
        ) => return refuse(&done, "nodes", Misfit::Node(error)),
        (Err(CommandError::Cancelled), _) => None,
        (Err(error), _) => Some(error),
    };
    show.dispatch(Show::Error(error));
}

fn refuse(done: &Done, field: &'static str, reason: Misfit) {
    done.emit(Err(FieldError { field, reason }));
}

fn amount_from(text: &str) -> Result<Number, Misfit> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Misfit::Part(FieldFault::Missing));
    }
    Number::parse(text).map_err(Misfit::Amount)
}

fn difficulty_from(text: &str) -> Result<Difficulty, Misfit> {
    text.trim()
        .parse()
        .ok()
        .and_then(|bits| Difficulty::new(bits).ok())
        .ok_or(Misfit::Difficulty)
}
