// Is what was opened still what is there? LMDB believes its files as long as they are open, while people and programs
// may remove, replace, cut or overwrite them.
//
// A transaction is looked at when it begins and before what was read in it is believed. Both looks read two numbers and
// a meta page in memory; the system is asked only where a commit came in between.
#ifndef ENGINE_STORAGE_STORE_INTACT_H
#define ENGINE_STORAGE_STORE_INTACT_H

#include "base/error.h"

struct store;
struct store_txn;

// What lock.mdb begins with, once it is open and guarded.
void store_intact_note_locks(struct store *store);

// Of a transaction that has just begun; one that reads may be begun anew. STATUS_CORRUPT says what happened to the
// files.
enum status store_intact_begin(struct store_txn *txn, struct error *err) STATUS_NODISCARD;

// Whether all that was read in the transaction was what had been committed. One that reads is to be ended next: it may
// stand at a later commit now.
enum status store_intact_end(struct store_txn *txn, struct error *err) STATUS_NODISCARD;

#endif
