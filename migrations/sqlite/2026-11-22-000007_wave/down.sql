DROP TABLE wave_group;
