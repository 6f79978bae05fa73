/* Tries what a command is not granted. */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

int main(void) {
    struct stat found;
    printf("Content-Type: text/plain\n\n");
    printf("read %d\n", open("/etc/passwd", O_RDONLY));
    printf("read below %d\n", open("cgi-bin/shows.wasm", O_RDONLY));
    printf("write %d\n", open("/tmp/airlock", O_CREAT | O_WRONLY, 0600));
    printf("stat %d\n", stat("/", &found));
    printf("list %d\n", opendir("/") != NULL);
    for (int descriptor = 3; descriptor < 64; descriptor++)
        if (fstat(descriptor, &found) == 0)
            printf("descriptor %d\n", descriptor);
    printf("path %s\n", getenv("PATH") ? "set" : "none");
    return 0;
}
