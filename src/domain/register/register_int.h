/* register_int - what register.c and scratch.c share; nobody else includes it. */
#ifndef DOMAIN_REGISTER_REGISTER_INT_H
#define DOMAIN_REGISTER_REGISTER_INT_H

#include "domain/register/register.h"

/* Of an empty one: no lock, its own store. */
void register_begin(struct reg *r);
/* Steps of opening, once r->db stands. */
enum err register_load_journal(struct ctx *cx, struct reg *r);
enum err register_open_writer(struct ctx *cx, struct reg *r);

/* Removes a copy's files and folder, and nothing else that lies there. */
void scratch_remove(const struct register_paths *p);
/* Removes the copies beside D that killed processes left behind. Never fails: what cannot be
 * removed now is there for the next. */
void scratch_sweep(const char *dir);

#endif
