#include "CHolosLinux.h"
