//! Five questions to talk about, picked from the template by the result. They invite; they judge nobody.

use super::compose::Context;
use super::findings::Found;
use super::words::value;

/// How many questions a talk of an hour can hold.
const QUESTIONS: usize = 5;

/// Two questions of the scale that scored lowest, one of the highest, one of the next lowest, then the template's general ones.
pub(super) fn dialogue(context: &Context<'_>, found: &Found) -> Vec<String> {
    let lang = context.lang;
    let scales = context.instrument.scales();
    let mut order: Vec<(usize, f64)> = found
        .scores
        .iter()
        .map(|(scale, row)| (*scale, value(row.mean.value)))
        .collect();
    order.sort_by(|a, b| a.1.total_cmp(&b.1));
    let scale = |at: Option<&(usize, f64)>| at.and_then(|(index, _)| scales.get(*index));
    let lowest = scale(order.first());
    let highest = scale(order.last()).filter(|_| order.len() > 1);
    let next = scale(order.get(1)).filter(|_| order.len() > 2);
    let picked = [
        lowest.map(|s| (s, 2)),
        highest.map(|s| (s, 1)),
        next.map(|s| (s, 1)),
    ];
    let mut questions: Vec<String> = Vec::new();
    let by_result = picked
        .into_iter()
        .flatten()
        .flat_map(|(scale, take)| scale.dialogue.iter().take(take));
    let general = context.instrument.parts().dialogue.iter();
    let others = scales
        .iter()
        .flat_map(|scale| scale.dialogue.iter().take(1));
    for text in by_result.chain(general).chain(others) {
        let question = text.get(lang).to_owned();
        if questions.len() < QUESTIONS && !question.is_empty() && !questions.contains(&question) {
            questions.push(question);
        }
    }
    questions
}

#[cfg(test)]
mod tests {
    use super::super::model::Block;
    use super::super::overview::Audience;
    use super::super::sample::{networks, report_of, shown};
    use super::*;
    use crate::base::Lang;
    use crate::disclosure::document::Figure;

    fn asked(values: f64, dynamics: f64) -> Vec<String> {
        let mut document = networks(&[(12, Some(Figure::Exact(dynamics)))]);
        let first = document.tables.len() - 2;
        let cell = &mut document.tables[first].cells[1];
        (cell.base, cell.figures) = shown(12, Figure::Exact(values));
        let report = report_of(&document, "k0", Lang::Da, Audience::Members);
        report
            .blocks()
            .iter()
            .find_map(|block| match block {
                Block::Dialogue(questions) => Some(questions.clone()),
                _ => None,
            })
            .unwrap()
    }

    #[test]
    fn five_open_questions_begin_where_the_result_is_lowest() {
        assert_eq!(
            asked(70.0, 40.0),
            [
                "Hvornår kørte vi sidst i ring – og hvad gjorde vi?",
                "Hvem mangler vi at høre fra?",
                "Hvad har netværket gjort lettere for jer?",
                "Hvad overraskede jer mest?",
                "Hvad vil I prøve af inden næste møde?",
            ]
        );
        // The other way round the other scale's come first.
        let turned = asked(40.0, 70.0);
        assert_eq!(
            turned[..3],
            [
                "Hvad har netværket gjort lettere for jer?",
                "Hvad ville I savne, hvis det ikke fandtes?",
                "Hvornår kørte vi sidst i ring – og hvad gjorde vi?",
            ]
        );
        assert_eq!(turned.len(), QUESTIONS);
    }
}
