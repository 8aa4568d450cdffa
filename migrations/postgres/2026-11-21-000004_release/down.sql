DROP TABLE ledger;
DROP TABLE release_document;
