//! Commands, and what becomes of them.

use node::{Address, Answer, Command, CommandError, RequestId, account_body, chain_body};
use protocol::{Call, Whois};

use super::{Asker, Client, Early, MAX_SHOWN_CHAIN};
use crate::{
    activity::{ActivityKind, is_luck},
    http_api,
    interface::{Output, Response},
    registration::{Registration, Step},
};

impl Client {
    pub(super) fn give(&mut self, command: Command, asker: Asker) -> RequestId {
        self.last_request += 1;
        self.changed = true;
        let request = RequestId(self.last_request);
        self.waiting.insert(request, asker);
        self.leaving |= matches!(command, Command::Leave);
        self.key.try_again();
        if self.restoring.is_some() {
            self.early.push(Early::Command(request, command));
            return request;
        }
        self.carry_out(request, command);
        request
    }

    pub(super) fn carry_out(&mut self, request: RequestId, command: Command) {
        match command {
            Command::Register(nodes) if self.has_relay => {
                let step = self.registrations.begin(request, nodes);
                self.register_on(step);
            }
            command => self.drive_node(node::Input::Command(request, command)),
        }
    }

    fn register_on(&mut self, step: Option<Step>) {
        match step {
            Some(Step::Ask(request, address)) => {
                self.outputs.push_back(Output::AskWhois(request, address));
            }
            Some(Step::Register(registration)) => self.register(registration),
            None => {}
        }
    }

    fn register(&mut self, registration: Registration) {
        let command = Command::Register(registration.nodes().to_vec());
        let request = registration.request;
        self.registrations.hand_on(registration);
        self.drive_node(node::Input::Command(request, command));
    }

    pub(super) fn whois(
        &mut self,
        request: RequestId,
        asked: &Address,
        answer: Result<Option<Whois>, CommandError>,
    ) {
        match answer {
            Ok(whois) => {
                let step = self.registrations.answered(request, asked, whois);
                self.register_on(step);
            }
            Err(error) => {
                if self.registrations.abandon(request) {
                    self.answered(request, Err(error));
                }
            }
        }
    }

    pub(super) fn call(&mut self, call: Call, nodes: Option<Vec<String>>) {
        let (status, body) = match http_api::read(&call, nodes, &self.node) {
            Ok(http_api::Asked::Command(command, status)) => {
                self.give(*command, Asker::Call(call.id, status));
                return;
            }
            Ok(http_api::Asked::Chain) => (200, chain_body(self.node.chain())),
            Ok(http_api::Asked::Account(account)) => (200, account_body(&self.node, &account)),
            Err(refusal) => refusal,
        };
        self.outputs.push_back(Output::Reply(call.id, status, body));
    }

    pub(super) fn answered(&mut self, request: RequestId, answer: Result<Answer, CommandError>) {
        if let Ok(answer) = &answer {
            if let Answer::Mined(link) = answer
                && let Some(found) = self.mining.mined()
            {
                let index = link.block().index;
                let rules = self.node.chain().rules();
                let expected = rules.difficulty.expected_hashes();
                self.record(ActivityKind::Mined {
                    index,
                    seconds: found.seconds,
                    attempts: found.attempts,
                    expected: is_luck(rules.proof, index).then_some(expected),
                });
            }
            if !matches!(answer, Answer::Done) {
                self.response = Some(self.shown(answer));
            }
        }
        if let Some(registration) = self.registrations.settled(request)
            && answer.is_ok()
        {
            for address in registration.foreign() {
                self.foreign.add(address);
            }
            self.registrations.keep_aliases(&registration);
        }
        let done = answer.is_ok();
        let output = match self.waiting.remove(&request) {
            Some(Asker::Owner) => Output::Answer(request, answer),
            Some(Asker::Call(id, status)) => {
                let (status, body) = match &answer {
                    Ok(answer) => (status, self.as_written(answer).body(self.node.chain())),
                    Err(error) => http_api::refused(error),
                };
                Output::Reply(id, status, body)
            }
            Some(Asker::Nobody) | None => return,
        };
        match &mut self.storage {
            // What is said to have happened is stored before.
            Some(storage) if done => storage.hold(output),
            _ => self.outputs.push_back(output),
        }
    }

    fn shown(&self, answer: &Answer) -> Response {
        let chain = self.node.chain();
        let report = match answer {
            Answer::Resolved(resolution) => resolution.peers.clone(),
            _ => Vec::new(),
        };
        let json = if chain.length() > MAX_SHOWN_CHAIN {
            answer.short_body(chain)
        } else {
            answer.body(chain)
        };
        Response {
            json: json.into(),
            report,
        }
    }

    /// The nodes as the caller called them, where that is known.
    fn as_written(&self, answer: &Answer) -> Answer {
        match answer {
            Answer::Registered(nodes) => {
                let written =
                    |node: &Address| self.registrations.alias(node).unwrap_or(node).clone();
                Answer::Registered(nodes.iter().map(written).collect())
            }
            _ => answer.clone(),
        }
    }
}
