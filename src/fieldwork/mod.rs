//! Running a survey: its states, the witness that it is closed, its days, and its response.

pub mod response;
pub mod schedule;
pub mod survey;
pub mod told;

pub use response::{Band, Response, ShownResponse};
pub use schedule::Phase;
pub use survey::{ClosedSurvey, State, Survey};
pub use told::told;
