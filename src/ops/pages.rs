//! Pages that everybody may read.

use crate::base::SurveyCode;
use crate::render::{AnonymousPage, CheckPage};

use super::{App, OpError};

impl App {
    /// "How you are anonymous": what exists, what never exists, and what nobody can protect against.
    pub fn anonymity_page(&self) -> Result<String, OpError> {
        let page = AnonymousPage {
            contact: self.settings.mail.contact.clone(),
        };
        Ok(self.renderer.anonymous_html(&page)?)
    }

    /// The page on which a respondent compares a receipt with the bulletin.
    pub fn check_page(&self, code: &SurveyCode) -> Result<String, OpError> {
        let survey = self.survey(code)?;
        let page = CheckPage {
            survey: survey.code,
            title: survey.title,
            closes: survey.closes,
            contact: self.settings.mail.contact.clone(),
            notes: survey.notes,
        };
        Ok(self.renderer.check_html(&page)?)
    }
}
