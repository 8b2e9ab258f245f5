// Records, in order, what a process does to the files below REC_DIR: writes, truncations, syncs, and names given or taken.
// cc -shared -fPIC -O2 -o store-recorder.so store-recorder.c -ldl
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static int out = -1;
static ssize_t (*plain_write)(int, const void *, size_t);

static int wanted(const char *path) {
  const char *dir = getenv("REC_DIR");
  return dir && path && !strncmp(path, dir, strlen(dir));
}

// kind, inode, offset, length, two paths, data
static void put(char kind, uint64_t inode, uint64_t offset, uint64_t length, const char *a, const char *b, const void *data) {
  pthread_mutex_lock(&gate);
  if (!plain_write) plain_write = dlsym(RTLD_NEXT, "write");
  if (out < 0) {
    int (*plain_open)(const char *, int, ...) = dlsym(RTLD_NEXT, "open");
    out = plain_open(getenv("REC_FILE"), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  }
  uint32_t la = strlen(a), lb = strlen(b);
  char head[33];
  head[0] = kind;
  memcpy(head + 1, &inode, 8), memcpy(head + 9, &offset, 8), memcpy(head + 17, &length, 8), memcpy(head + 25, &la, 4), memcpy(head + 29, &lb, 4);
  plain_write(out, head, 33), plain_write(out, a, la), plain_write(out, b, lb);
  if (data) plain_write(out, data, length);
  pthread_mutex_unlock(&gate);
}

static void of_file(char kind, int fd, uint64_t offset, uint64_t length, const void *data) {
  char link[64], path[1024];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t l = readlink(link, path, sizeof path - 1);
  if (l <= 0) return;
  path[l] = 0;
  struct stat s;
  if (wanted(path) && !fstat(fd, &s)) put(kind, s.st_ino, offset, length, path, "", data);
}

#define NEXT(type, name, ...) static type (*f)(__VA_ARGS__); if (!f) f = dlsym(RTLD_NEXT, #name)
#define WRITES(name) ssize_t name(int fd, const void *b, size_t n, off_t o) { NEXT(ssize_t, name, int, const void *, size_t, off_t); \
  ssize_t r = f(fd, b, n, o); if (r > 0) of_file('w', fd, o, r, b); return r; }
WRITES(pwrite64)
WRITES(pwrite)
#define CUTS(name) int name(int fd, off_t n) { NEXT(int, name, int, off_t); int r = f(fd, n); if (!r) of_file('t', fd, 0, n, 0); return r; }
CUTS(ftruncate64)
CUTS(ftruncate)
// Noted when it has returned: what was written meanwhile by others is not thought to be synced, nor acknowledged too early.
#define SYNCS(name) int name(int fd) { NEXT(int, name, int); int r = f(fd); if (!r) of_file('s', fd, 0, 0, 0); return r; }
SYNCS(fsync)
SYNCS(fdatasync)
#define OPENS(name) int name(const char *p, int flags, ...) { NEXT(int, name, const char *, int, ...); va_list v; va_start(v, flags); mode_t m = va_arg(v, mode_t); va_end(v); \
  int isNew = wanted(p) && access(p, F_OK); int fd = f(p, flags, m); if (fd >= 0 && wanted(p)) { if (isNew) of_file('c', fd, 0, 0, 0); if (flags & O_TRUNC) of_file('t', fd, 0, 0, 0); } return fd; }
OPENS(open)
OPENS(open64)
int rename(const char *a, const char *b) { NEXT(int, rename, const char *, const char *); int r = f(a, b); if (!r && wanted(b)) put('n', 0, 0, 0, a, b, 0); return r; }
int unlink(const char *a) { NEXT(int, unlink, const char *); int r = f(a); if (!r && wanted(a)) put('u', 0, 0, 0, a, "", 0); return r; }
int rmdir(const char *a) { NEXT(int, rmdir, const char *); int r = f(a); if (!r && wanted(a)) put('u', 0, 0, 0, a, "", 0); return r; }
int mkdir(const char *a, mode_t m) { NEXT(int, mkdir, const char *, mode_t); int r = f(a, m); if (!r && wanted(a)) put('m', 0, 0, 0, a, "", 0); return r; }
