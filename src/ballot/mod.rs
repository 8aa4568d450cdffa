//! Anonymity at collection: tokens, used-markers, sealed ballots, receipts, and the keys of one survey.
