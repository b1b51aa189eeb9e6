//! The lab at its busiest, and what of it the page's main thread feels.

use serde_json::Value;

use crate::Tab;

impl Tab {
    /// Lets this tab's node mine with all workers for as long as it is there: nobody finds such a proof.
    pub async fn mine_without_end(&self) {
        self.unfold_rules().await;
        self.fill("rules-difficulty", "60").await;
        self.click("rules-submit").await;
        self.text_when("rules", |rules| rules.contains("60")).await;
        self.click("keep-mining").await;
    }

    /// Opens the lab and lets six nodes mine there at the highest speed, with proofs of this difficulty.
    pub async fn mine_in_lab(&self, difficulty: u16) {
        self.click("view-lab").await;
        self.text_when("lab-length-1", |text| text == "1").await;
        self.eval(&format!(
            "(() => {{
                for (const [id, value] of [['nodes', 6], ['difficulty', {difficulty}], ['speed', 99]]) {{
                    const control = document.querySelector(`[data-testid=lab-${{id}}]`);
                    control.value = value;
                    control.dispatchEvent(new Event(control.type === 'range' ? 'input' : 'change', {{ bubbles: true }}));
                }}
            }})()"
        ))
        .await;
        self.text_when("lab-length-6", |text| text == "1").await;
        self.click("lab-mine-all").await;
    }

    /// Begins to note the tasks that hold the main thread for more than 50 ms.
    pub async fn watch_tasks(&self) {
        self.eval(
            "(() => {
                window.longTasks = [];
                window.taskObserver?.disconnect();
                window.taskObserver = new PerformanceObserver((list) => longTasks.push(...list.getEntries().map((task) => task.duration)));
                taskObserver.observe({ type: 'longtask' });
            })()",
        )
        .await;
    }

    /// How long the longest of them was, in milliseconds; 0 where there was none.
    pub async fn longest_task(&self) -> f64 {
        self.long_tasks().await.into_iter().fold(0.0, f64::max)
    }

    /// How long those tasks were that were noted since [`watch_tasks`](Tab::watch_tasks), in milliseconds.
    pub async fn long_tasks(&self) -> Vec<f64> {
        let tasks = self.eval("longTasks").await;
        let tasks = tasks.as_array().into_iter().flatten();
        tasks.filter_map(Value::as_f64).collect()
    }
}
