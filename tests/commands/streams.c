/* Answers each line of the request's body as it comes. */
#include <stdio.h>
#include <string.h>

int main(void) {
    char line[256];
    printf("Content-Type: text/plain\n\n");
    fflush(stdout);
    while (fgets(line, sizeof line, stdin)) {
        line[strcspn(line, "\n")] = 0;
        printf("<%s>", line);
        fflush(stdout);
    }
    return 0;
}
