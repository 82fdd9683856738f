cdef extern from *:
    """
    #define soon(address) __builtin_prefetch(address)
    """
    void soon(const void* address) noexcept nogil  # it will be read: fetch it, and do not wait for it
