/* offices - what the office is called that does the work at a level, in this generation: `offices`
 * of pack.yaml. A child pack says those that it calls otherwise.
 *
 *   offices:
 *     - {level: 5, zh: 村民委员会, en: Villagers' committee}
 *     - {level: 3, zh: 扶贫开发办公室, en: Office of poverty alleviation} */
#ifndef POLICY_OFFICES_H
#define POLICY_OFFICES_H

#include "policy/pack.h"

/* Its name without the place: "乡村振兴局"; empty: the pack has none for this level (1 province ..
 * 6 group). Text of the pack. */
struct str office_name(const struct pack *p, int level, enum lang lang);
/* Of a place: "青山镇人民政府", "People's government of 青山镇"; without a name of the office the
 * place alone, without a place the office alone. In `a` where it is put together. */
struct str office_of(struct arena *a, const struct pack *p, int level, struct str place,
                     enum lang lang);

#endif
