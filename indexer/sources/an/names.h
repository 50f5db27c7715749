// Names of people as the Assemblée nationale writes them: with a civility in front.
#ifndef INDEXER_SOURCES_AN_NAMES_H
#define INDEXER_SOURCES_AN_NAMES_H

#include "base/arena.h"
#include "base/slice.h"

// The capitalised words (and particles between them) that the text begins with; empty when there are none. Points into
// the text.
struct slice an_names_at_start(struct slice text);

// The name in « M. François Cornut-Gentille interroge … »: what an_names_at_start finds behind a civility near
// the start of the text. Empty when there is none. Points into the text.
struct slice an_names_author_in(struct slice text);

// A name that is written surname first, « Royer Jean », the other way round. The text, if it begins with the name,
// tells where the surname ends, or that it stands as it should; else the last word is taken for the first name.
// Borrowed from the arena.
struct slice an_names_turn(struct slice name, struct slice text, struct arena *arena);

// Who is called first in a debate (« La parole est à Mme Ève Martin. »): of a question without a text of its own, its
// author. Empty when nobody is. Points into the text.
struct slice an_names_first_speaker(struct slice text);

// "M. Jean-Paul Bacquet" without its civility. Points into the name.
struct slice an_names_without_civility(struct slice name);

// « de M. Jean Dupont (Socialiste - Nord) » and « Mme Dupont (…) »: the name; empty when it is none.
struct slice an_names_person_in(struct slice text);

// The group in « M. Jean Dupont (Socialiste - Nord) », which may have a dash itself.
struct slice an_names_group_in(struct slice text);

#endif
