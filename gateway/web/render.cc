/* The only C++ of the console: kainjow's mustache behind the C function of render.h. */
#include <kainjow/mustache.hpp>

#include "gateway/web/render.h"

namespace mustache = kainjow::mustache;

namespace
{

/* What the handlers build is this deep at most; deeper is a bug, not a page. */
constexpr int depth_max = 16;
constexpr int partials_max = 2000;

struct failure {
    enum rc rc;
    std::string what;
};

mustache::data from_json(const json_t *value, int depth);

mustache::data from_object(const json_t *object, int depth)
{
    mustache::data out{mustache::data::type::object};
    const char *key;
    json_t *value;

    json_object_foreach(const_cast<json_t *>(object), key, value)
        out.set(key, from_json(value, depth));
    return out;
}

mustache::data from_array(const json_t *array, int depth)
{
    mustache::data out{mustache::data::type::list};
    size_t i;
    json_t *value;

    json_array_foreach(array, i, value) out.push_back(from_json(value, depth));
    return out;
}

mustache::data from_json(const json_t *value, int depth)
{
    if (depth >= depth_max) throw failure{RC_INVALID, "values are nested too deep"};
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        return from_object(value, depth + 1);
    case JSON_ARRAY:
        return from_array(value, depth + 1);
    case JSON_STRING: {
        std::string string{json_string_value(value), json_string_length(value)};
        if (string.empty()) return mustache::data{false};
        return mustache::data{string};
    }
    case JSON_INTEGER:
        return mustache::data{std::to_string(json_integer_value(value))};
    case JSON_REAL:
        return mustache::data{std::to_string(json_real_value(value))};
    case JSON_TRUE:
        return mustache::data{true};
    case JSON_FALSE:
    case JSON_NULL:
        break;
    }
    return mustache::data{false};
}

std::string read_template(const struct data *data, const std::string &name)
{
    struct text path = {};
    struct text source = {};
    struct fault why = {};

    text_addf(&path, "web/pages/%s.html", name.c_str());
    enum rc rc = data_read(data, text_string(&path), &source, &why);
    std::string out{text_string(&source), source.n};
    text_clear(&path);
    text_clear(&source);
    if (rc != RC_OK) throw failure{rc, why.text};
    return out;
}

/* Looks names up in the values, and partials in `data`. */
class page_context : public mustache::context<std::string>
{
  public:
    page_context(const struct data *data, const mustache::data *values)
        : mustache::context<std::string>(values), data_(data)
    {
    }

    const mustache::data *get(const std::string &name) const override
    {
        const mustache::data *found = mustache::context<std::string>::get(name);
        if (!found && name.rfind("w.", 0) == 0)
            throw failure{RC_MISSING, "no word \"" + name.substr(2) + "\""};
        return found;
    }

    const mustache::data *get_partial(const std::string &name) const override
    {
        if (++used_ > partials_max) throw failure{RC_INVALID, "too many partials"};
        auto known = partials_.find(name);
        if (known == partials_.end())
            known = partials_.emplace(name, mustache::data{read_template(data_, name)}).first;
        return &known->second;
    }

  private:
    const struct data *data_;
    mutable std::unordered_map<std::string, mustache::data> partials_;
    mutable int used_ = 0;
};

std::string render(const struct data *data, const char *name, const json_t *values)
{
    mustache::mustache page{read_template(data, name)};
    if (!page.is_valid()) throw failure{RC_INVALID, page.error_message()};
    mustache::data root = from_json(values, 0);
    page_context context{data, &root};
    std::string out = page.render(context);
    if (!page.is_valid()) throw failure{RC_INVALID, page.error_message()};
    return out;
}

} // namespace

enum rc render_page(const struct data *data, const char *name, const json_t *values,
                    struct text *out, struct fault *why)
{
    try {
        std::string html = render(data, name, values);
        text_add_bytes(out, html.data(), html.size());
        return RC_OK;
    } catch (const failure &failed) {
        return fault_set(why, failed.rc, "page %s: %s", name, failed.what.c_str());
    } catch (const std::exception &failed) {
        return fault_set(why, RC_BROKEN, "page %s: %s", name, failed.what());
    }
}
