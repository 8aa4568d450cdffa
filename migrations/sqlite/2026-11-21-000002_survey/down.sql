DROP TABLE outbox;
DROP TABLE invitation;
DROP TABLE reporting_group;
DROP TABLE public_record;
DROP TABLE survey;
