//! A plan of action to fill in together. Only the problem is filled in, and only where figures point to one: the causes and what to do about
//! them are the group's own.

use crate::base::Lang;

use super::overview::ActionPlan;
use super::words::pick;

/// Rows of a plan: what the figures point to, and room for what people say.
const ROWS: usize = 4;

/// The plan, with what the figures point to.
pub(super) fn action_plan<'a>(lang: Lang, problems: impl Iterator<Item = &'a str>) -> ActionPlan {
    let columns = [
        pick(lang, "Problem", "Problem"),
        pick(lang, "Årsag", "Cause"),
        pick(lang, "Handling", "Action"),
        pick(lang, "Ansvarlig", "Responsible"),
        pick(lang, "Dato", "Date"),
        pick(lang, "Effektmål", "Measure of effect"),
    ];
    let mut rows: Vec<String> = problems.map(str::to_owned).collect();
    let problem = if rows.is_empty() {
        pick(
            lang,
            "Problem: hvad tallene eller samtalen peger på, med jeres egne ord.",
            "Problem: what the figures or the conversation point to, in your own words.",
        )
    } else {
        pick(
            lang,
            "Problem: hvad tallene eller samtalen peger på, med jeres egne ord. Det, der allerede står her, er en begyndelse.",
            "Problem: what the figures or the conversation point to, in your own words. What stands here already is a beginning.",
        )
    };
    let notes = [
        problem,
        pick(
            lang,
            "Årsag: hvad der ligger bag. Spørg hinanden, før I svarer; tallene ved det ikke.",
            "Cause: what lies behind it. Ask one another before you answer; the figures do not know.",
        ),
        pick(
            lang,
            "Handling: det næste skridt, så konkret, at man kan se, om det er taget. Ansvarlig: én, der har sagt ja. Dato: hvornår I ser på det igen.",
            "Action: the next step, so concrete that one can see whether it was taken. Responsible: one person who agreed. Date: when you look at it again.",
        ),
        pick(
            lang,
            "Effektmål: hvad I vil kunne se, hvis det virker, gerne en skala herfra ved næste måling.",
            "Measure of effect: what you will be able to see if it works, such as a scale from here at the next survey.",
        ),
    ];
    rows.resize(rows.len().max(ROWS), String::new());
    ActionPlan {
        columns: columns.map(str::to_owned).to_vec(),
        rows,
        notes: notes.map(str::to_owned).to_vec(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn problems_come_first_and_room_is_left() {
        let plan = action_plan(Lang::Da, ["»Dynamik« ligger lavere"].into_iter());
        assert_eq!(plan.rows, ["»Dynamik« ligger lavere", "", "", ""]);
        assert_eq!(
            plan.columns,
            [
                "Problem",
                "Årsag",
                "Handling",
                "Ansvarlig",
                "Dato",
                "Effektmål"
            ]
        );
        assert!(plan.notes[0].contains("allerede står her"));
        let none = action_plan(Lang::En, std::iter::empty());
        assert_eq!(none.rows, [""; 4]);
        assert!(!none.notes[0].contains("already"), "{:?}", none.notes);
        let many = action_plan(Lang::En, ["a", "b", "c", "d", "e"].into_iter());
        assert_eq!(many.rows.len(), 5);
        // Each column is explained.
        for column in &none.columns {
            let explained = |note: &String| note.contains(&format!("{column}:"));
            assert!(none.notes.iter().any(explained), "{column}");
        }
    }
}
