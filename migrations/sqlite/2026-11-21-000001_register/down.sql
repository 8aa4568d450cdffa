DROP TABLE membership;
DROP TABLE person;
DROP TABLE network;
DROP TABLE unit;
