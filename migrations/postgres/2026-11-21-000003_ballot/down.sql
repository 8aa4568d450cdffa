DROP TABLE note;
DROP TABLE bulletin;
DROP TABLE comment;
DROP TABLE answer;
DROP TABLE ballot_box;
DROP TABLE marker;
