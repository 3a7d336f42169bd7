//! Below the table of a flow: how many reached the goal behind each branch of a split.

use std::io::{self, Write};

use super::human::{Paint, grouped, shortened};
use super::{ElementRow, FlowRows};
use crate::host::conversion::{Conversion, LEAST};

impl FlowRows {
    /// Writes the branches of splits behind which the goal can be reached, if there are any.
    pub(super) fn goals(&self, paint: Paint, width: usize, out: &mut dyn Write) -> io::Result<()> {
        for element in self.elements.iter().filter(|element| element.has_goal()) {
            let title = format!("goal behind {}", element.label);
            let heads = format!("{:>7}  {:>7}  {:>7}  95 % interval", "persons", "reached", "rate");
            let blanks = " ".repeat((width + 2).saturating_sub(title.chars().count()));
            writeln!(out, "\n  {}{blanks}{}", paint.strong(&title), paint.faint(&heads))?;
            for arm in &element.arms {
                let Some(goal) = arm.goal else { continue };
                let name = shortened(&arm.arm, width.saturating_sub(2));
                let blanks = " ".repeat(width.saturating_sub(name.chars().count()));
                writeln!(out, "    {}{blanks}{}", paint.arm(&name), numbers(&goal))?;
            }
        }
        Ok(())
    }
}

impl ElementRow {
    fn has_goal(&self) -> bool {
        self.arms.iter().any(|arm| arm.goal.is_some())
    }
}

fn numbers(goal: &Conversion) -> String {
    let counts = format!("{:>7}  {:>7}", grouped(goal.of), grouped(goal.persons));
    match goal.estimate {
        Some(estimate) => {
            let [rate, low, high] = [estimate.rate, estimate.low, estimate.high].map(|share| share * 100.0);
            format!("{counts}  {rate:>5.1} %  {low:.1} to {high:.1} %")
        }
        None => format!("{counts}        –  fewer than {LEAST} persons"),
    }
}
