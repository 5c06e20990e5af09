/* kernel_v3 - for processors from about 2013 (x86-64-v3); see kernel.inc. */
#if defined(__x86_64__)
#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx2,bmi,bmi2,popcnt,lzcnt,fma"))), \
	apply_to = function)
#else
#pragma GCC optimize("O3")
#pragma GCC target("avx2,bmi,bmi2,popcnt,lzcnt,fma")
#endif
#define KERNEL_V3
#define KERNEL      kernel_v3
#define KERNEL_NAME "v3"
#include "rule/kernel.inc"
#if defined(__clang__)
#pragma clang attribute pop
#endif
#endif
