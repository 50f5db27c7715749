-- PostgreSQL database dump
COPY q.sortquestion (sorquecod, sorquelib) FROM stdin;
2	Retirée
\.
COPY q.tam_questions (natquecod, legislature, numero, sorquecod, titre, nom, prenom, datejodepot, mindepotlib, txtque, id) FROM stdin;
QE	15	00031	2	Les quais	Petit	Zoé	2022-01-06	Eau	Où ?\nQuand ?	5
\.
COPY q.tam_reponses (id, idque, txtrep, datejorep, minreplib) FROM stdin;
1	5	Là.	2022-02-03	\N
\.
--
-- PostgreSQL database dump complete
--
