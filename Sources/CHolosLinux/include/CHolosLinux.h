#ifndef C_HOLOS_LINUX_H
#define C_HOLOS_LINUX_H

#endif
