//! What the database itself says of its tables, in the same words for both back ends.

use std::collections::BTreeSet;

use super::support::TestDb;

const SQLITE_COLUMNS: &str = "SELECT m.name || '.' || c.name || ' ' || c.type
        || CASE WHEN c.\"notnull\" THEN '' ELSE ' null' END || CASE WHEN c.pk > 0 THEN ' key ' || c.pk ELSE '' END
        || CASE WHEN c.dflt_value IS NULL THEN '' ELSE ' default' END AS line
    FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE '\\_\\_%' ESCAPE '\\'";

const POSTGRES_COLUMNS: &str = "SELECT c.table_name || '.' || c.column_name || ' ' || c.udt_name
        || CASE WHEN c.is_nullable = 'YES' THEN ' null' ELSE '' END
        || coalesce((SELECT ' key ' || k.ordinal_position FROM information_schema.key_column_usage k
            JOIN information_schema.table_constraints t USING (constraint_schema, constraint_name)
            WHERE t.constraint_type = 'PRIMARY KEY' AND k.table_schema = c.table_schema
              AND k.table_name = c.table_name AND k.column_name = c.column_name), '')
        || CASE WHEN c.column_default IS NULL THEN '' ELSE ' default' END AS line
    FROM information_schema.columns c WHERE c.table_schema = current_schema() AND c.table_name NOT LIKE '\\_\\_%'";

const SQLITE_REFERENCES: &str =
    "SELECT m.name || '.' || f.\"from\" || ' -> ' || f.\"table\" || '.' || f.\"to\" AS line
    FROM sqlite_master m, pragma_foreign_key_list(m.name) f WHERE m.type = 'table'";

const POSTGRES_REFERENCES: &str = "SELECT t.relname || '.' || a.attname || ' -> ' || r.relname || '.' || b.attname AS line
    FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid JOIN pg_class r ON r.oid = c.confrelid,
        unnest(c.conkey, c.confkey) AS k (own, other)
        JOIN pg_attribute a ON a.attnum = k.own JOIN pg_attribute b ON b.attnum = k.other
    WHERE c.contype = 'f' AND a.attrelid = t.oid AND b.attrelid = r.oid AND c.connamespace = current_schema()::regnamespace";

const SQLITE_INDEXES: &str = "SELECT m.name || ' unique ' || l.\"unique\" || ' ' || (SELECT group_concat(name, ',') FROM
        (SELECT name FROM pragma_index_info(l.name) ORDER BY seqno)) AS line
    FROM sqlite_master m, pragma_index_list(m.name) l WHERE m.type = 'table' AND l.origin <> 'pk' AND m.name NOT LIKE '\\_\\_%' ESCAPE '\\'";

const POSTGRES_INDEXES: &str = "SELECT t.relname || ' unique ' || i.indisunique::int || ' ' || (SELECT string_agg(a.attname, ',' ORDER BY k.place)
        FROM unnest(i.indkey::int[]) WITH ORDINALITY AS k (number, place)
        JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.number) AS line
    FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid
    WHERE NOT i.indisprimary AND t.relnamespace = current_schema()::regnamespace";

impl TestDb {
    fn ask(&self, sqlite: &str, postgres: &str) -> BTreeSet<String> {
        let sql = if self.is_sqlite() { sqlite } else { postgres };
        self.lines(sql).into_iter().collect()
    }

    /// `table.column Type[ null][ key n][ default]`, with the types of diesel.
    pub(super) fn columns(&self) -> BTreeSet<String> {
        let types = |name: &str| {
            match name.to_lowercase().as_str() {
                "text" => "Text",
                "integer" | "int4" => "Integer",
                "bigint" | "int8" => "BigInt",
                "boolean" | "bool" => "Bool",
                "blob" | "bytea" => "Binary",
                other => panic!("a type that no column should have: {other}"),
            }
            .to_owned()
        };
        let named = |line: String| {
            let mut words: Vec<String> = line.split(' ').map(str::to_owned).collect();
            words[1] = types(&words[1]);
            words.join(" ")
        };
        self.ask(SQLITE_COLUMNS, POSTGRES_COLUMNS)
            .into_iter()
            .map(named)
            .collect()
    }

    /// `table.column -> table.column`
    pub(super) fn references(&self) -> BTreeSet<String> {
        self.ask(SQLITE_REFERENCES, POSTGRES_REFERENCES)
    }

    /// `table unique 0|1 column,column`, keys left out.
    pub(super) fn indexes(&self) -> BTreeSet<String> {
        self.ask(SQLITE_INDEXES, POSTGRES_INDEXES)
    }

    /// Everything above.
    pub(super) fn catalogue(&self) -> BTreeSet<String> {
        [self.columns(), self.references(), self.indexes()]
            .into_iter()
            .flatten()
            .collect()
    }
}
