/* readings - who looked at which row. What is looked at is noted in memory and written once a
 * second as one row of the noun reading: a file opened a thousand times leaves its trace, and no
 * request waits for it. */
#ifndef WEB_READINGS_H
#define WEB_READINGS_H

#include "domain/register/register.h"

struct readings;
struct readings *readings_new(void);
void readings_free(struct readings *r);
/* Any thread. The same account and row again before it was written is one entry. Beyond 20,000
 * entries between two writings a look is only counted: reads then exceeds the entries. */
void readings_note(struct readings *r, int64_t account, uint8_t noun, int64_t id);
/* Writes what was noted. One thread. On a failure it stays noted. */
enum err readings_flush(struct ctx *cx, struct readings *r, struct reg *reg);

#endif
