//! What a person asks for, as commands to the node; and what becomes of them.

use chain::{LedgerRule, Network, Number, Retarget, Rules, RulesError, Transaction};
use node::{Address, Answer, Command, CommandError, FieldFault, NodeName, PaymentOrder};
use pow::Difficulty;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::{Show, Shown, link};
use crate::{
    browser::{identity, tab::Tab},
    page::view::{Done, FieldError, Misfit, TypedRules, Wish},
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
        Wish::Pay {
            recipient,
            amount,
            fee,
            done,
        } => match order(&account_called(tab, &recipient), &amount, &fee) {
            Ok(order) => give(Command::Pay(order), Some(done)),
            Err((field, reason)) => refuse(&done, field, reason),
        },
        Wish::Register { address, done } => give(Command::Register(vec![address]), Some(done)),
        Wish::Heal => tab.split(Vec::new()),
        Wish::Ignore(address, ignored) => tab.ignore(&address, ignored),
        Wish::Unregister(address) => give(Command::Unregister(address), None),
        Wish::SetRules(rules) => give(Command::SetRules(in_own_network(rules)), None),
        Wish::TypeRules { typed, done } => match rules_from(&typed) {
            Ok(rules) => give(Command::SetRules(in_own_network(rules)), Some(done)),
            Err((field, reason)) => refuse(&done, field, reason),
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

/// The account of the one node that is called so; else the text itself.
fn account_called(tab: &Tab, text: &str) -> String {
    let name = text.trim();
    tab.read(|client| {
        let presences = client
            .node()
            .peers()
            .filter_map(|(_, peer)| peer.presence.as_ref());
        let mut called = presences
            .filter(|presence| presence.name.as_str() == name)
            .filter_map(|presence| presence.account);
        match (called.next(), called.next()) {
            (Some(account), None) => account.to_string(),
            _ => text.to_owned(),
        }
    })
}

/// A payment as it was typed; or the first field at fault, from top to bottom.
fn order(recipient: &str, amount: &str, fee: &str) -> Result<PaymentOrder, (&'static str, Misfit)> {
    let coins = |field, text: &str, least| {
        let coins = text.trim().parse().ok();
        let reason = FieldFault::Coins { least };
        coins.ok_or((field, Misfit::Part(reason)))
    };
    Ok(PaymentOrder {
        recipient: recipient
            .trim()
            .parse()
            .map_err(|_| ("recipient", Misfit::Account))?,
        amount: coins("amount", amount, 1)?,
        fee: coins("fee", fee, 0)?,
        seq: None,
    })
}

fn amount_from(text: &str) -> Result<Number, Misfit> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Misfit::Part(FieldFault::Missing));
    }
    Number::parse(text).map_err(Misfit::Amount)
}

/// Rules that the genesis commits to are those of a network of its own, so that no two rooms with the same rules are one.
fn in_own_network(rules: Rules) -> Rules {
    let is_drawn = rules.are_committed() && rules.network == Rules::TUTORIAL.network;
    match identity::random().filter(|_| is_drawn) {
        Some(drawn) => Rules {
            network: Network::from_bytes(drawn),
            ..rules
        },
        None => rules,
    }
}

/// Rules as they were typed; or the first field at fault.
fn rules_from(typed: &TypedRules) -> Result<Rules, (&'static str, Misfit)> {
    let mut numbers = [None; 6];
    for ((number, text), field) in numbers
        .iter_mut()
        .zip(&typed.numbers)
        .zip(TypedRules::NUMBERS)
    {
        let text = text.trim();
        if !text.is_empty() {
            let misfit = match field {
                "difficulty_bits" => Misfit::Difficulty,
                _ => Misfit::NotWhole,
            };
            *number = Some(text.parse::<u32>().map_err(|_| (field, misfit))?);
        }
    }
    let [bits, reward, halving, block, seconds, half_life] = numbers;
    let difficulty = bits.and_then(|bits| Difficulty::new(u16::try_from(bits).ok()?).ok());
    let whole = |number: Option<u32>, field| number.ok_or((field, Misfit::NotWhole));
    let rules = Rules {
        ledger: match typed.signed {
            true => LedgerRule::Signed,
            false => LedgerRule::Open,
        },
        reward: whole(reward, "reward")?,
        halving_blocks: whole(halving, "halving_blocks")?,
        block_transactions: whole(block, "block_transactions")?,
        retarget: match (seconds, half_life) {
            (None, None) => None,
            _ => Some(Retarget {
                block_seconds: whole(seconds, "block_seconds")?,
                half_life_seconds: whole(half_life, "half_life_seconds")?,
            }),
        },
        ..Rules::tutorial(
            typed.proof,
            difficulty.ok_or(("difficulty_bits", Misfit::Difficulty))?,
        )
    };
    rules.check().map_err(|error| {
        let field = match error {
            RulesError::OutOfBounds { field, .. } => field,
            RulesError::UnboundTimestamps(_) => "block_seconds",
        };
        (field, Misfit::Rules(error))
    })?;
    Ok(rules)
}
