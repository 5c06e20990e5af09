/* demo_rng - chance that repeats: the same seed gives the same county on every machine. */
#include "job/demo_int.h"

/* The finaliser of splitmix64. */
uint64_t rng_mix(uint64_t x)
{
	x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
	return x ^ (x >> 31);
}

struct rng rng_of(uint64_t seed, uint64_t purpose, uint64_t i)
{
	return (struct rng){ rng_mix(rng_mix(seed + UINT64_C(0x9e3779b97f4a7c15) * (purpose + 1)) ^
		                     rng_mix(i + UINT64_C(0xd1b54a32d192ed03))) };
}

uint64_t rng_next(struct rng *r)
{
	r->s += UINT64_C(0x9e3779b97f4a7c15);
	return rng_mix(r->s);
}

int rng_below(struct rng *r, int n)
{
	uint64_t x = rng_next(r) >> 32;

	return n < 1 ? 0 : (int)((x * (uint64_t)n) >> 32);
}

int rng_range(struct rng *r, int lo, int hi)
{
	return hi <= lo ? lo : lo + rng_below(r, hi - lo + 1);
}

bool rng_chance(struct rng *r, int permille)
{
	return rng_below(r, 1000) < permille;
}

int rng_pick(struct rng *r, const uint16_t *weight, int n)
{
	int sum = 0;

	for (int i = 0; i < n; i++)
		sum += weight[i];
	int x = rng_below(r, sum);
	for (int i = 0; i < n; i++) {
		x -= weight[i];
		if (x < 0)
			return i;
	}
	return n - 1;
}

/* A Feistel network over the next even number of bits, walked until it falls below n. */
struct feistel { int half; uint64_t mask; };

static struct feistel feistel_of(uint64_t n)
{
	struct feistel f = { 1, 1 };

	while (f.half < 31 && (UINT64_C(1) << (2 * f.half)) < n)
		f.half++;
	f.mask = (UINT64_C(1) << f.half) - 1;
	return f;
}

uint64_t rng_shuffle(uint64_t key, uint64_t n, uint64_t i)
{
	struct feistel f = feistel_of(n);

	do {
		uint64_t l = i >> f.half, r = i & f.mask;
		for (uint64_t round = 0; round < 4; round++) {
			uint64_t t = l ^ (rng_mix(key + (round << 56) + r) & f.mask);
			l = r;
			r = t;
		}
		i = l << f.half | r;
	} while (i >= n);
	return i;
}

uint64_t rng_unshuffle(uint64_t key, uint64_t n, uint64_t i)
{
	struct feistel f = feistel_of(n);

	do {
		uint64_t l = i >> f.half, r = i & f.mask;
		for (uint64_t round = 4; round-- > 0;) {
			uint64_t t = r ^ (rng_mix(key + (round << 56) + l) & f.mask);
			r = l;
			l = t;
		}
		i = l << f.half | r;
	} while (i >= n);
	return i;
}
