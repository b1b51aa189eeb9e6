//! The figures: measured, printed, and kept as JSON.

use std::{env, fs, path::Path};

use serde_json::{Value, json};

/// Where the figures are kept, unless `TABCHAIN_BENCH` names another file.
const FILE: &str = "../target/bench.json";

/// All figures, in the order in which they were measured.
#[derive(Default)]
pub struct Table(Vec<Row>);

struct Row {
    topic: &'static str,
    what: String,
    figure: f64,
    unit: &'static str,
}

impl Table {
    /// Adds a figure.
    pub fn add(
        &mut self,
        topic: &'static str,
        what: impl Into<String>,
        figure: f64,
        unit: &'static str,
    ) {
        let what = what.into();
        println!("{topic}: {what}: {} {unit}", rounded(figure));
        self.0.push(Row {
            topic,
            what,
            figure,
            unit,
        });
    }

    /// Adds how many times as large the first figure is as the second, once both are there.
    pub fn ratio(&mut self, topic: &'static str, of: &str, to: &str) {
        let find = |what: &str| {
            let row = self
                .0
                .iter()
                .find(|row| row.topic == topic && row.what == what);
            row.map(|row| row.figure)
        };
        if let (Some(first), Some(second)) = (find(of), find(to)) {
            self.add(topic, format!("{of} / {to}"), first / second, "×");
        }
    }

    /// Prints all of it.
    pub fn print(&self) {
        let width = self.0.iter().map(|row| row.what.chars().count()).max();
        let width = width.unwrap_or_default();
        let mut topic = "";
        for row in &self.0 {
            if row.topic != topic {
                topic = row.topic;
                println!("\n{topic}");
            }
            println!(
                "  {:width$}  {:>12} {}",
                row.what,
                rounded(row.figure),
                row.unit
            );
        }
    }

    /// Writes all of it as JSON.
    ///
    /// # Panics
    /// When the file can't be written.
    pub fn write(&self) {
        let rows: Vec<Value> = self
            .0
            .iter()
            .map(|row| json!({ "topic": row.topic, "what": row.what, "figure": row.figure, "unit": row.unit }))
            .collect();
        let file = env::var_os("TABCHAIN_BENCH").map_or_else(
            || Path::new(env!("CARGO_MANIFEST_DIR")).join(FILE),
            Into::into,
        );
        if let Err(error) = fs::write(&file, format!("{:#}\n", Value::from(rows))) {
            panic!("could not write {}: {error}", file.display());
        }
        println!("\nThe same as JSON: {}", file.display());
    }
}

/// The middle one of several measurements.
///
/// # Panics
/// When there is none.
pub fn median(mut figures: Vec<f64>) -> f64 {
    assert!(!figures.is_empty(), "nothing was measured");
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

fn rounded(figure: f64) -> String {
    if figure.fract() == 0.0 || figure >= 1000.0 {
        format!("{figure:.0}")
    } else {
        format!("{figure:.2}")
    }
}
