DROP TABLE moderation;
