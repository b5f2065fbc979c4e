// Compiles Boost.URL into this room; the distribution's other way is one more shared library.

#include <boost/url/src.hpp>
