//! The only home of SQL: diesel over SQLite and PostgreSQL.
