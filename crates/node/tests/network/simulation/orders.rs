//! Commands to nodes, as their owners give them.

use std::time::Duration;

use node::{Answer, Command, CommandError, Input, Mode, RequestId, Resolution};

use super::{Network, Site, seconds};

impl Network {
    /// Gives a command; its answer may come later.
    pub fn command(&mut self, site: Site, command: Command) -> RequestId {
        let place = &mut self.sites[site];
        place.last_request += 1;
        let request = RequestId(place.last_request);
        self.tell(site, Input::Command(request, command));
        request
    }

    pub fn answer(&self, site: Site, request: RequestId) -> Option<&Result<Answer, CommandError>> {
        self.sites[site].answers.get(&request)
    }

    /// Gives a command and lets time pass until it is answered.
    pub fn order(&mut self, site: Site, command: Command) -> Result<Answer, CommandError> {
        let request = self.command(site, command);
        let patience = self.now + seconds(600);
        while self.answer(site, request).is_none() {
            assert!(self.now < patience, "the command is never answered");
            self.run(Duration::from_millis(10));
        }
        self.answer(site, request).unwrap().clone()
    }

    pub fn mine(&mut self, site: Site) -> Answer {
        self.order(site, Command::Mine).unwrap()
    }

    pub fn resolve(&mut self, site: Site) -> Resolution {
        match self.order(site, Command::Resolve).unwrap() {
            Answer::Resolved(resolution) => resolution,
            other => panic!("resolving was answered with {other:?}"),
        }
    }

    pub fn register(&mut self, site: Site, other: Site) {
        let address = self.address(other).to_string();
        self.order(site, Command::Register(vec![address])).unwrap();
    }

    /// Lets all nodes live by themselves, or by hand.
    pub fn all_live(&mut self, mode: Mode) {
        for site in self.nodes() {
            self.order(site, Command::SetMode(mode)).unwrap();
        }
    }
}
