/* Prints what a CGI program gets: arguments, variables, input. A counter that would show a kept instance. */
#include <stdio.h>

extern char **environ;

static int answered;

int main(int argc, char **argv) {
    printf("Content-Type: text/plain\r\nX-Kind: command\r\n\r\n");
    printf("answered %d\n", ++answered);
    for (int index = 0; index < argc; index++)
        printf("argument %s\n", argv[index]);
    for (char **variable = environ; *variable; variable++)
        printf("%s\n", *variable);
    printf("body ");
    char buffer[65536];
    size_t count;
    while ((count = fread(buffer, 1, sizeof buffer, stdin)) > 0)
        fwrite(buffer, 1, count, stdout);
    return 0;
}
