// See weights.h. The logarithm is taken from the float's own exponent and a comparison of its mantissa
// with the 15 boundaries between sixteenths of an octave: exact, the same on every machine, and cheap
// enough to run once per posting.
#include "engine/index/weights.h"

#include <string.h>

const struct weight_parameters WEIGHT_DEFAULTS = {
    .k1 = 1.3f,
    .boost = {1.8f, 1.0f, 0.9f},
    .b = {0.5f, 0.65f, 0.65f},
    .lead = {0.0f, 6.0f, 6.0f},
};

struct field_norms weight_norms(const struct weight_parameters *parameters,
                                const uint32_t length[TEXT_FIELD_COUNT],
                                const float average[TEXT_FIELD_COUNT])
{
    struct field_norms norms;
    for (int f = 0; f < TEXT_FIELD_COUNT; f++) {
        float ratio = average[f] > 0 ? (float)length[f] / average[f] : 1.0f;
        norms.per_occurrence[f] =
            parameters->boost[f] / (1.0f - parameters->b[f] + parameters->b[f] * ratio);
    }
    return norms;
}

// Sixteenths of an octave in a mantissa (23 bits): round(16 * log2(1 + m / 2^23)).
static int mantissa_steps(uint32_t mantissa)
{
    // 2^23 * (2^((i + 0.5) / 16) - 1) for i = 0..15: where step i ends and i + 1 begins.
    static const uint32_t bounds[16] = {183687,  563215,  959546,  1373424, 1805626, 2256963,
                                        2728283, 3220470, 3734447, 4271181, 4831678, 5416990,
                                        6028216, 6666503, 7333050, 8029107};
    int steps = 0;
    for (int half = 8; half; half >>= 1)
        steps += mantissa >= bounds[steps + half - 1] ? half : 0;
    return steps + (mantissa >= bounds[steps]);
}

float weight_mass(float lead, const uint32_t *positions, size_t count, uint32_t start)
{
    // exp(-(4 i + 2) / 18): four words to a step; behind 96 words nothing is left.
    static const float steps[24] = {0.8948393f, 0.7165313f, 0.5737534f, 0.4594258f, 0.3678794f,
                                    0.2945748f, 0.2358771f, 0.1888756f, 0.1512398f, 0.1211033f,
                                    0.0969720f, 0.0776491f, 0.0621765f, 0.0497871f, 0.0398664f,
                                    0.0319225f, 0.0255615f, 0.0204681f, 0.0163896f, 0.0131237f,
                                    0.0105087f, 0.0084147f, 0.0067379f, 0.0053953f};
    float mass = (float)count;
    for (size_t i = 0; lead > 0 && i < count && positions[i] - start < 96; i++)
        mass += lead * steps[(positions[i] - start) / 4];
    return mass;
}

uint8_t weight_code(const struct weight_parameters *parameters, const struct field_norms *norms,
                    const float mass[TEXT_FIELD_COUNT])
{
    float x = 0;
    for (int f = 0; f < TEXT_FIELD_COUNT; f++)
        x += mass[f] * norms->per_occurrence[f];
    float weight = x / (parameters->k1 + x);
    uint32_t bits;
    memcpy(&bits, &weight, sizeof bits);
    int exponent = (int)(bits >> 23) - 127;
    int code = 255 + WEIGHT_CODES_PER_OCTAVE * exponent + mantissa_steps(bits & 0x7fffff);
    return (uint8_t)(code < 0 ? 0 : code > 255 ? 255 : code);
}

float weight_of_code(uint8_t code)
{
    // 2^(-i / 16); dividing by powers of two is exact.
    static const float sixteenths[WEIGHT_CODES_PER_OCTAVE] = {
        1.0f,         0.957603281f, 0.917004043f, 0.87812608f,  0.840896415f, 0.805245166f,
        0.771105413f, 0.738413073f, 0.707106781f, 0.677127773f, 0.648419777f, 0.620928906f,
        0.594603558f, 0.569394317f, 0.545253866f, 0.522136891f};
    unsigned below = 255u - code;
    return sixteenths[below % WEIGHT_CODES_PER_OCTAVE] /
           (float)(1u << below / WEIGHT_CODES_PER_OCTAVE);
}
