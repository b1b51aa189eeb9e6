//! What axe-core finds on a page: the rules for accessibility that a program can check.

use std::{env, fs};

use serde_json::Value;

use crate::Tab;

impl Tab {
    /// Everything on the page as it is now that breaks a rule of axe-core: the rule, the element, and what is wrong. Of its frames
    /// nothing: a document in one is to be entered, and asked by itself.
    ///
    /// # Panics
    /// When axe-core is not there.
    pub async fn axe(&self) -> Vec<String> {
        if self.eval("typeof axe").await == "undefined" {
            // The file begins with what would end an expression.
            let script = format!("(() => {{\n{}\n}})()", axe_core());
            self.eval(&script).await;
        }
        let found = self
            .eval(
                "axe.run(document, { resultTypes: ['violations'], iframes: false, rules: {
                    'target-size': { enabled: true }, 'label-content-name-mismatch': { enabled: true } } })
                    .then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(
                        ({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary}`)))",
            )
            .await;
        let found = found.as_array().into_iter().flatten();
        found.filter_map(Value::as_str).map(str::to_owned).collect()
    }
}

/// The source of axe-core.
fn axe_core() -> String {
    let Some(file) = env::var_os("TABCHAIN_AXE") else {
        panic!("TABCHAIN_AXE names no axe.min.js: `cargo xtask test browser` installs it");
    };
    match fs::read_to_string(&file) {
        Ok(source) => source,
        Err(error) => panic!("could not read {}: {error}", file.display()),
    }
}
