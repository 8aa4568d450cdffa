//! HTTP: the respondent's pages and the reports.
