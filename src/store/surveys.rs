//! Surveys and where they stand.

use diesel::prelude::*;

use super::column::{day, digest, json, read, to_json, word};
use super::schema::survey;
use super::{StoreError, Tx};
use crate::base::{Day, SurveyCode, Text};
use crate::fieldwork::{State, Survey};

#[derive(Queryable, Insertable)]
#[diesel(table_name = survey)]
#[diesel(treat_none_as_default_value = false)]
struct SurveyRow {
    code: String,
    title_da: String,
    title_en: String,
    sender_da: String,
    sender_en: String,
    template: String,
    variant: Option<String>,
    instrument: String,
    policy: String,
    opens: String,
    closes: String,
    state: String,
    notes: String,
}

/// Stores a new survey. [`StoreError::Conflict`] if its code is taken.
pub fn insert(tx: &mut Tx<'_>, survey: &Survey) -> Result<(), StoreError> {
    let row = SurveyRow {
        code: survey.code.to_string(),
        title_da: survey.title.da.clone(),
        title_en: survey.title.en.clone(),
        sender_da: survey.sender.da.clone(),
        sender_en: survey.sender.en.clone(),
        template: survey.template.clone(),
        variant: survey.variant.clone(),
        instrument: survey.instrument.to_string(),
        policy: survey.policy.clone(),
        opens: survey.opens.to_string(),
        closes: survey.closes.to_string(),
        state: survey.state.word().to_owned(),
        notes: to_json("survey.notes", &survey.notes)?,
    };
    diesel::insert_into(survey::table)
        .values(&row)
        .execute(tx.conn)
        .map_err(|error| match StoreError::from(error) {
            StoreError::Conflict(_) => {
                StoreError::Conflict(format!("there is a survey {} already", survey.code))
            }
            other => other,
        })?;
    Ok(())
}

/// One survey.
pub fn get(tx: &mut Tx<'_>, code: &SurveyCode) -> Result<Survey, StoreError> {
    survey::table
        .find(code.as_str())
        .first::<SurveyRow>(tx.conn)
        .optional()?
        .ok_or_else(|| StoreError::not_found("survey", code))?
        .try_into()
}

/// Where a survey stands; cheaper than [`get`], for what is asked with every answer.
pub fn state(tx: &mut Tx<'_>, code: &SurveyCode) -> Result<State, StoreError> {
    let state: Option<String> = survey::table
        .find(code.as_str())
        .select(survey::state)
        .first(tx.conn)
        .optional()?;
    let state = state.ok_or_else(|| StoreError::not_found("survey", code))?;
    word("survey.state", State::from_word(&state))
}

/// All surveys, by code.
pub fn list(tx: &mut Tx<'_>) -> Result<Vec<Survey>, StoreError> {
    let rows: Vec<SurveyRow> = survey::table.load(tx.conn)?;
    let mut surveys: Vec<Survey> = rows
        .into_iter()
        .map(Survey::try_from)
        .collect::<Result<_, _>>()?;
    surveys.sort_by(|a, b| a.code.cmp(&b.code));
    Ok(surveys)
}

/// Moves a survey on. [`StoreError::Conflict`] unless it stands right before that state; a released one may be released again.
pub fn set_state(tx: &mut Tx<'_>, code: &SurveyCode, state: State) -> Result<(), StoreError> {
    let stands = get(tx, code)?.state;
    if !stands.may_become(state) {
        return Err(StoreError::Conflict(format!(
            "survey {code} is {}, so it cannot become {}",
            stands.word(),
            state.word()
        )));
    }
    diesel::update(survey::table.find(code.as_str()))
        .set(survey::state.eq(state.word()))
        .execute(tx.conn)?;
    Ok(())
}

/// Closes an open survey. One that is closed early had `today` as its last day; what was promised stands in its manifest.
pub fn close(tx: &mut Tx<'_>, code: &SurveyCode, today: Day) -> Result<(), StoreError> {
    let survey = get(tx, code)?;
    set_state(tx, code, State::Closed)?;
    let last = survey.closes.min(today).max(survey.opens);
    diesel::update(survey::table.find(code.as_str()))
        .set(survey::closes.eq(last.to_string()))
        .execute(tx.conn)?;
    Ok(())
}

impl TryFrom<SurveyRow> for Survey {
    type Error = StoreError;

    fn try_from(row: SurveyRow) -> Result<Self, StoreError> {
        Ok(Self {
            code: read("survey.code", SurveyCode::parse(&row.code))?,
            title: Text::new(row.title_da, row.title_en),
            sender: Text::new(row.sender_da, row.sender_en),
            template: row.template,
            variant: row.variant,
            instrument: digest("survey.instrument", &row.instrument)?,
            policy: row.policy,
            opens: day("survey.opens", &row.opens)?,
            closes: day("survey.closes", &row.closes)?,
            state: word("survey.state", State::from_word(&row.state))?,
            notes: json("survey.notes", &row.notes)?,
        })
    }
}
