/* What the C twins share: the app's random streams (sfc32, seeded by splitmix32) and clocks. */
#define _POSIX_C_SOURCE 199309L
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct { uint32_t a, b, c, d; } stream;

static inline uint32_t word(stream *s) {
  uint32_t t = s->a + s->b + s->d++;
  s->a = s->b ^ (s->b >> 9);
  s->b = s->c + (s->c << 3);
  s->c = ((s->c << 21) | (s->c >> 11)) + t;
  return t;
}
static inline double uniform(stream *s) { return word(s) / 4294967296.0; }
static inline int32_t below(stream *s, int32_t limit) { return (int32_t)(((uint64_t)word(s) * (uint64_t)limit) >> 32); }

static inline uint32_t mix(uint32_t seed, uint32_t number) {
  uint32_t z = seed * 0x9e3779b9u + number * 0x85ebca6bu + 0x6a09e667u;
  z = (z ^ (z >> 16)) * 0x21f0aaadu;
  z = (z ^ (z >> 15)) * 0x735a2d97u;
  return z ^ (z >> 15);
}
static inline stream open_stream(uint32_t seed, uint32_t number) {
  stream s = {mix(seed, number), mix(seed, number + 0x51ed270bu), mix(seed, number + 0x2545f491u), 1};
  for (int i = 0; i < 12; i++) word(&s);
  return s;
}

static double seconds_of(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}
static double wall_from, cpu_from;
static void start_clocks(void) {
  wall_from = seconds_of(CLOCK_MONOTONIC);
  cpu_from = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
}
/* Prints wall-clock and processor seconds since start_clocks; the sums follow in the same line. */
static void print_clocks(void) {
  double cpu = seconds_of(CLOCK_PROCESS_CPUTIME_ID) - cpu_from;
  printf("%.9f %.9f", seconds_of(CLOCK_MONOTONIC) - wall_from, cpu);
}
static void *need(size_t count, size_t size) {
  void *memory = calloc(count, size);
  if (!memory) exit(1);
  return memory;
}
