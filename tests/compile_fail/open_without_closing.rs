//! Microdata of an open survey cannot be opened: a survey is no proof that it is closed.
use pejling::base::GroupTree;
use pejling::disclosure::Microdata;
use pejling::fieldwork::Survey;
use pejling::instrument::Instrument;

fn open(survey: &Survey, instrument: &Instrument, groups: &GroupTree) {
    let _ = Microdata::open(survey, instrument, groups, Vec::new());
}

fn main() {}
