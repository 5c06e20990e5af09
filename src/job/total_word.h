/* total_word - the words that stand in front of totals, for lists that are read and for forms that
 * are filled. */
#ifndef JOB_TOTAL_WORD_H
#define JOB_TOTAL_WORD_H

#include "base/str.h"

enum total_word {
	TOTAL_NONE,
	TOTAL_PART,                  /* 小计: of the rows above it, of the township that is named above */
	TOTAL_ALL,                   /* 合计: of the sheet */
	TOTAL_PLACE,                 /* 全县: the whole place, where names of places are expected */
};

/* plain: as sheet_plain makes it. */
enum total_word total_word(struct str plain);
/* Does it end with such a word: 青山镇小计? */
bool total_word_ends(struct str plain);

#endif
